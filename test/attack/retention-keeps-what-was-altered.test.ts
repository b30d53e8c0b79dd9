/** What somebody altered is evidence: retention does not remove it, and says so, and sees to the other segments all the same. */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { verifyLedger } from '../../evidence/verify/verify.ts';
import { exchangeOf, open, outcomeOf, session, signer, start } from '../ledger/helpers.ts';

const DAY = 86_400_000;
const BEGIN = Date.parse('2026-01-01T00:00:00.000Z');

t.test('an altered segment is neither packed nor removed', async (t) => {
  const dir = t.testdir();
  let day = 0;
  const options = { segmentAge: DAY / 2, now: () => new Date(BEGIN + day * DAY) };
  const agent = session();
  let ledger = await open(dir, options);
  await ledger.append('start', start);
  for (day = 0; day < 5; day += 1) {
    const { exchange, data } = exchangeOf(agent);
    exchange.at = await ledger.append('intent', data, { exchange });
    const outcome = { ...outcomeOf(exchange), intent: exchange.at };
    await ledger.append('outcome', outcome, { exchange });
  }
  await ledger.close();
  const names = (): string[] => readdirSync(dir).filter((name) => /ndjson|expired/.test(name));
  const [, altered, next] = names();
  const file = join(dir, altered!);
  writeFileSync(file, readFileSync(file, 'utf8').replace('support-agent', 'support-agenT'));

  ledger = await open(dir, options);
  await t.rejects(ledger.upkeep(), /entry 6: its hash is not that of the tree/);
  await ledger.close();
  t.ok(names().includes(altered!));
  t.ok(names().includes(`${next}.zst`), 'the next one is packed');

  day = 10;
  ledger = await open(dir, { ...options, retention: [{ keep: 7.5 * DAY }] });
  await t.rejects(ledger.upkeep(), /its entries are not those of the tree/);
  await ledger.close();
  const removed = names().filter((name) => name.endsWith('.expired.json'));
  t.strictSame(removed, ['000000000000.expired.json', next!.replace('ndjson', 'expired.json')]);
  const { faults } = await verifyLedger({ dir, keys: [signer.vkey] });
  t.match(faults, [{ fault: 'altered', file: altered, seq: 6 }]);
});
