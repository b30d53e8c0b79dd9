import t from 'tap';
import { compileMasks } from '../../gateway/redaction/stream/compile-masks.ts';
import { createJsonMasker } from '../../gateway/redaction/stream/masker.ts';
import { maskStream, OPTIONS } from '../redaction/stream/support.ts';

void t.test('a million names make a plan no larger', async (t) => {
  const plan = compileMasks([
    { path: '$..a..b..c[0:900:7]', with: 'null' },
    { path: '$..[::3].d[::5]', with: 'null' },
  ]);
  const run = (from: number): void => {
    const masker = createJsonMasker(plan, OPTIONS);
    masker.write(Buffer.from('['));
    for (let id = from; id < from + 250_000; id += 1) {
      masker.write(Buffer.from(`{"name ${id}":[1,{"x${id}":{"a":[{}]}}],"\\u0061${id}":[]},`));
    }
    masker.write(Buffer.from('{}]'));
    masker.end();
  };
  run(0);
  const before = process.memoryUsage().heapUsed;
  run(1_000_000);
  const grown = process.memoryUsage().heapUsed - before;
  t.ok(grown < 48_000_000, `grown by ${grown} bytes`);
});

void t.test('a plan that makes too many states begins again, and masks the same', async (t) => {
  const masks = [2, 3, 5, 7].map((step) => ({
    path: `$[::${step}]..a[::${step}]`,
    with: 'null' as const,
  }));
  const items = Array.from({ length: 300 }, (_, id) => `{"b":{"a":[${id},1,2,3,4,5,6,7]}}`);
  const text = `[${items.join()}]`;
  const limits = { maxStates: 3, maxPlans: 10 };
  t.equal(maskStream(text, masks, { limits }).text, maskStream(text, masks).text);
});

void t.test('many plans take no more room than the limit of them', async (t) => {
  const limits = { maxStates: 10, maxPlans: 3 };
  const first = compileMasks([{ path: '$.a', with: 'null' }], [], limits);
  t.equal(compileMasks([{ path: '$.a', with: 'null' }], [], limits), first);
  for (let id = 0; id < 5; id += 1) compileMasks([{ path: `$.a${id}`, with: 'null' }], [], limits);
  t.not(compileMasks([{ path: '$.a', with: 'null' }], [], limits), first);
});
