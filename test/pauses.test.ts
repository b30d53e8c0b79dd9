import t from 'tap';
import { Pauses } from '../gateway/pauses.ts';

/** The longest that each pause may be. */
const GROWING = [100, 200, 400, 800, 1000, 1000, 1000];

t.test('each is twice the one before, up to the last, half of it by chance', async (t) => {
  const pauses = new Pauses({ first: 100, last: 1000 });
  for (const most of GROWING) {
    const pause = pauses.next();
    t.ok(pause >= most / 2 && pause <= most, `${pause} of ${most}`);
  }
});

t.test('after a success they begin anew', async (t) => {
  const pauses = new Pauses({ first: 100, last: 1000 });
  for (const _ of GROWING) pauses.next();
  pauses.reset();
  t.ok(pauses.next() <= 100);
});

t.test('after years of failures they are what they were', async (t) => {
  const pauses = new Pauses({ first: 1, last: 60_000 });
  for (let failures = 0; failures < 2000; failures += 1) pauses.next();
  const pause = pauses.next();
  t.ok(pause >= 30_000 && pause <= 60_000, `${pause}`);
});
