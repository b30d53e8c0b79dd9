/** Text of an administrator that was cut in the middle of a character is no JSON for many programs: one of it stopped every query. */
import t from 'tap';
import { openQuery } from '../../evidence/query/query.ts';
import type { Row } from '../../evidence/query/types.ts';
import { open, readLines, start } from '../ledger/helpers.ts';

t.test('entries hold whole characters', async (t) => {
  const dir = t.testdir();
  const ledger = await open(dir);
  await ledger.append('start', start);
  const whole = 'a \\ud83d, a \\\\ud83d and 😀';
  const reason = `${whole} \ud83d \\\ude00\ud800\ud800`;
  await ledger.hold({ hold: 'h', state: 'set', reason, by: 'dana' });
  await ledger.close();
  const line = readLines(dir).find((text) => text.includes('"type":"hold"'))!;
  const { data } = JSON.parse(line) as { data: { reason: string } };
  t.equal(data.reason, `${whole} \ufffd \\\ufffd\ufffd\ufffd`);

  await (await open(dir, { segmentAge: 1, now: () => new Date(Date.now() + 1000) })).close();
  const later = await open(dir, { segmentAge: 1, now: () => new Date(Date.now() + 2000) });
  await later.append('start', start);
  await later.close();
  const query = await openQuery(dir);
  t.teardown(() => query.close());
  const rows: Row[] = await Array.fromAsync(query.rows({ types: ['hold'] }));
  t.match(rows, [{ type: 'hold', state: 'set' }]);
});
