import t from 'tap';
import { idsOf, intent, open, readEntries, refusal, start } from './helpers.ts';

t.test('close waits for what is on its way and writes the stop', async (t) => {
  const dir = t.testdir();
  const ledger = await open(dir);
  await ledger.append('start', start);
  const written = [ledger.append('intent', intent('a')), ledger.append('intent', intent('b'))];
  t.match(ledger.status(), { writable: true, lag: 2, seq: 1 });
  await Promise.all([ledger.close(), ledger.close()]);
  await Promise.all(written);
  t.match(
    readEntries(dir).map(({ type }) => type),
    ['start', 'intent', 'intent', 'stop'],
  );
  t.match(ledger.status(), { writable: false, lag: 0 });
});

t.test('a stop that was appended is not repeated', async (t) => {
  const dir = t.testdir();
  const ledger = await open(dir);
  await ledger.append('start', start);
  await ledger.append('stop', { gateway: 'g1' });
  await ledger.close();
  t.equal(readEntries(dir).length, 2);
});

t.test('a closed ledger takes nothing', async (t) => {
  const dir = t.testdir();
  const ledger = await open(dir);
  await ledger.close();
  await t.rejects(ledger.append('intent', intent('a')), { code: 'ledger-unavailable' });
  ledger.countRefusal(refusal('r'));
  t.equal(await ledger.retry(), false);
  t.strictSame(idsOf(dir, 'refusal'), []);
});
