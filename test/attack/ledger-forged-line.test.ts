/** What an agent sends may stand in an entry; it must not become an entry, nor pass for a `start`. */
import t from 'tap';
import { verifyLedger } from '../ledger/verify.ts';
import { intent, open, outcome, readEntries, start } from '../ledger/helpers.ts';

const forged = '"}}}\n{"v":1,"seq":9,"type":"start","data":{}}\r\n\u2028"type":"start"\0\ud800';

t.test('line feeds and quotes in the data stay data', async (t) => {
  const dir = t.testdir();
  // Each entry in a segment of its own, so that the search for the last start reads them all.
  let ledger = await open(dir, { segmentBytes: 1 });
  await ledger.append('start', start);
  await ledger.append('intent', intent('a'));
  const data = intent('b');
  data.connection = forged;
  data.identity.subject = forged;
  await ledger.append('intent', data);
  await ledger.append('outcome', { ...outcome('b'), error: forged });
  await ledger.close();
  const stop = readEntries(dir).pop();
  t.equal(stop?.type, 'stop');
  ledger = await open(dir, { segmentBytes: 1 });
  await ledger.append('start', start);
  await ledger.close();
  t.match(readEntries(dir).slice(5), [
    { type: 'recovered', data: { interrupted: 1 } },
    { type: 'outcome', data: { id: 'a', error: 'interrupted' } },
    { type: 'start' },
    { type: 'stop' },
  ]);
  t.match(verifyLedger(dir), { entries: 9, open: 0, faults: [] });
});
