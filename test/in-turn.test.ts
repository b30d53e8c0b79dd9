import t from 'tap';
import { InTurn } from '../gateway/in-turn.ts';

t.test('a work begins when those before it have ended', async (t) => {
  const inTurn = new InTurn();
  const said: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = inTurn.run(async () => {
    said.push('first begins');
    await gate.promise;
    said.push('first ends');
    return 1;
  });
  const second = inTurn.run(async () => {
    said.push('second');
    return 'two';
  });
  await new Promise(setImmediate);
  t.same(said, ['first begins']);
  gate.resolve();
  t.same(await Promise.all([first, second]), [1, 'two']);
  t.same(said, ['first begins', 'first ends', 'second']);
});

t.test('one that fails, or throws at once, does not hold up the next', async (t) => {
  const inTurn = new InTurn();
  const failed = inTurn.run(() => Promise.reject(new Error('failed')));
  const threw = inTurn.run(() => {
    throw new Error('threw');
  });
  const next = inTurn.run(async () => 'runs');
  await t.rejects(failed, { message: 'failed' });
  await t.rejects(threw, { message: 'threw' });
  t.equal(await next, 'runs');
});

t.test('it tells when what was asked for has ended, whatever came of it', async (t) => {
  const inTurn = new InTurn();
  await inTurn.ended();
  let over = false;
  const failed = inTurn.run(async () => {
    await new Promise(setImmediate);
    over = true;
    throw new Error('failed');
  });
  failed.catch(() => undefined);
  await inTurn.ended();
  t.ok(over);
});
