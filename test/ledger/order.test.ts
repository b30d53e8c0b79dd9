import t from 'tap';
import { verifyLedger } from './verify.ts';
import { intent, open, outcome, start } from './helpers.ts';

const outOfOrder = { name: 'Refusal', code: 'internal-error' };

t.test('each intent has one outcome, and a start none open before it', async (t) => {
  const dir = t.testdir();
  const ledger = await open(dir);
  await t.rejects(ledger.append('outcome', outcome('a')), outOfOrder, 'no intent');
  const waiting = ledger.append('intent', intent('a'));
  await t.rejects(ledger.append('outcome', outcome('a')), outOfOrder, 'not durable yet');
  await t.rejects(ledger.append('intent', intent('a')), outOfOrder, 'the same id twice');
  await waiting;
  await t.rejects(ledger.append('start', start), outOfOrder, 'an intent is open');
  await ledger.append('outcome', outcome('a'));
  await t.rejects(ledger.append('outcome', outcome('a')), outOfOrder, 'a second outcome');
  await ledger.append('start', start);
  await ledger.close();
  t.match(verifyLedger(dir), { entries: 4, faults: [] });
});
