import t from 'tap';
import { meterModule, STEPS } from '../../gateway/decision/meter.ts';
import { I32, writeModule } from './write-module.ts';

const LOCAL_0 = [0x20, 0];
const MINUS_1 = [0x41, 1, 0x6b];
// for (;;) { if (n == 0) break; n = n - 1 } return n
const IF_NOT_0 = [...LOCAL_0, 0x45, 0x04, 0x40, 0x05];
const REPEAT = [...LOCAL_0, ...MINUS_1, 0x21, 0, 0x0c, 1];
const COUNT_DOWN = [0x03, 0x40, ...IF_NOT_0, ...REPEAT, 0x0b, 0x0b, ...LOCAL_0, 0x0b];
// n == 0 ? 0 : run(n - 1)
const IF_0 = [...LOCAL_0, 0x45, 0x04, I32, 0x41, 0, 0x05];
const RECURSE = [...IF_0, ...LOCAL_0, ...MINUS_1, 0x10, 0, 0x0b, 0x0b];
const FOREVER = [0x03, 0x40, 0x0c, 0, 0x0b, 0x00, 0x0b];

function start(body: number[]): { run: (n: number) => number; steps: WebAssembly.Global } {
  const module = new WebAssembly.Module(meterModule(writeModule({ body })));
  const env = { memory: new WebAssembly.Memory({ initial: 1 }) };
  const { exports } = new WebAssembly.Instance(module, { env });
  return {
    run: exports['run'] as (n: number) => number,
    steps: exports[STEPS] as WebAssembly.Global,
  };
}

await t.test('a function costs a step, and each turn of a loop', (t) => {
  const { run, steps } = start(COUNT_DOWN);
  t.equal(steps.value, 2 ** 31 - 1);
  t.equal(run(10), 0);
  t.equal(steps.value, 2 ** 31 - 1 - 12, 'the entry, ten turns back, and the first');
  t.end();
});

await t.test('each call costs a step', (t) => {
  const { run, steps } = start(RECURSE);
  steps.value = 100;
  t.equal(run(10), 0);
  t.equal(steps.value, 89);
  t.end();
});

await t.test('exactly as many steps as there are may be taken', (t) => {
  const { run, steps } = start(RECURSE);
  steps.value = 11;
  t.equal(run(10), 0);
  t.equal(steps.value, 0);
  steps.value = 10;
  t.throws(() => run(10), { message: 'unreachable' });
  t.ok(steps.value < 0);
  t.end();
});

await t.test('what never ends is ended, again and again', (t) => {
  const { run, steps } = start(FOREVER);
  for (const max of [0, 1, 1000, 1_000_000]) {
    steps.value = max;
    t.throws(() => run(0), { message: 'unreachable' });
    t.ok(steps.value < 0);
  }
  t.end();
});

await t.test('a recursion that overflows the stack before its steps are used up throws', (t) => {
  const { run, steps } = start(RECURSE);
  steps.value = 2 ** 31 - 1;
  t.throws(() => run(100_000_000), RangeError);
  t.ok(steps.value >= 0);
  t.end();
});
