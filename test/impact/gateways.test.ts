import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { assessImpact } from '../../bundles/impact/impact.ts';
import { bundleFile, groupsOf } from './support.ts';

const BUNDLE = { revision: 'r', digest: 'sha256:0' };

function start(version: string): object {
  return { type: 'start', data: { gateway: 'gateway-1', version, bundle: BUNDLE } };
}

/** A request that came a second before its entry was written; its id says when. */
function intent(subject: string): object {
  const data = {
    id: '019b76da-a800-7000-8000-000000000000',
    trace_id: '0'.repeat(32),
    identity: { issuer: 'i', subject, actors: [], groups: [], token_sha256: '0' },
    connection: 'crm',
    request: { method: 'GET', host: 'h', target: '/a' },
    decision: { action: 'deny', reasons: ['no-rule'] },
    bundle: BUNDLE,
  };
  return { type: 'intent', data };
}

/** Writes segments as a gateway would, but for the chain. */
async function writeLedger(dir: string, segments: object[][]): Promise<void> {
  let seq = 0;
  for (const entries of segments) {
    const name = `${String(seq).padStart(12, '0')}.ndjson`;
    const lines = entries.map((entry) => {
      const head = { v: 1, seq, prev: '0'.repeat(64), time: '2026-01-01T00:00:01.000Z' };
      seq += 1;
      return `${JSON.stringify({ ...head, ...entry })}\n`;
    });
    await writeFile(join(dir, name), lines.join(''));
  }
}

t.test('each record has the gateway that the last start named, across segments', async (t) => {
  const dir = t.testdir({ ledger: {} });
  const against = join(dir, 'ledger');
  await writeLedger(against, [
    [intent('before any start')],
    [start('1.0.0'), intent('one'), intent('one'), start('2.0.0'), intent('two')],
    [intent('two'), { type: 'stop', data: { gateway: 'gateway-1' } }],
  ]);
  const rules = `decision := {"action": "allow", "reasons": ["one"]} if input.gateway.version == "1.0.0"
else := {"action": "allow", "reasons": ["two"]} if input.gateway.version == "2.0.0"
else := {"action": "deny", "reasons": ["no-rule"]}`;
  const candidate = await bundleFile(dir, 'policy', rules);
  const report = await assessImpact({ candidate, against });
  t.match(report.records, { compared: 5, incomplete: 1, other: 3, unchanged: 1 });
  t.same(report.missing, ['gateway']);
  t.same(
    groupsOf(report, 'newly-allowed').map(({ identity, reasons, records }) => [
      identity.subject,
      reasons.after,
      records,
    ]),
    [
      ['one', ['one'], 2],
      ['two', ['two'], 2],
    ],
  );
});

t.test('the time is when the request came, not when its entry was written', async (t) => {
  const dir = t.testdir({ ledger: {} });
  const against = join(dir, 'ledger');
  await writeLedger(against, [[intent('a')]]);
  const rules = `decision := {"action": "allow", "reasons": ["came"]} if input.time.rfc3339 == "2026-01-01T00:00:00.000Z"
else := {"action": "deny", "reasons": ["no-rule"]}`;
  const candidate = await bundleFile(dir, 'policy', rules);
  t.equal((await assessImpact({ candidate, against })).records.changed, 1);
});
