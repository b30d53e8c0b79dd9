import t from 'tap';
import { Pace } from '../../gateway/ledger/retain/pace.ts';

/** Milliseconds of work, more than a timer is inexact. */
const WORK = 8;

function work(): void {
  const end = performance.now() + WORK;
  while (performance.now() < end);
}

async function* parts(): AsyncGenerator<number> {
  for (let part = 0; part < 3; part += 1) {
    work();
    yield part;
  }
}

t.test('it rests longer than it has worked, and hands on all', async (t) => {
  const pace = new Pace(() => false);
  const began = performance.now();
  t.strictSame(await Array.fromAsync(pace.each(parts())), [0, 1, 2]);
  t.ok(performance.now() - began >= 3 * 3 * WORK);
});

t.test('where somebody waits it does not rest', async (t) => {
  const pace = new Pace(() => true);
  let later = false;
  const timer = setTimeout(() => (later = true), 0);
  work();
  await pace.rest();
  t.notOk(later);
  clearTimeout(timer);
  t.strictSame(await Array.fromAsync(pace.each(parts())), [0, 1, 2]);
});
