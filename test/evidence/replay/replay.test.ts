import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { buildBundle } from '../../../bundles/build.ts';
import { findOpa } from '../../../bundles/find-opa.ts';
import { formatReplay } from '../../../evidence/replay/format.ts';
import { replay } from '../../../evidence/replay/replay.ts';
import type { Replay } from '../../../evidence/replay/types.ts';
import { Reader } from '../../../gateway/ledger/read/reader.ts';
import { openLocalKey } from '../../../gateway/ledger/seal/local-key.ts';
import type { Decision } from '../../../gateway/types.ts';
import { FixtureLedger, type FixtureSession } from '../../helpers/evidence-ledger.ts';
import { inputOf, record, refuse } from '../../helpers/evidence-traffic.ts';

const POLICY = `
decision := {"action": "allow", "reasons": ["get"]} if input.request.method == "GET"
decision := {"action": "deny", "reasons": ["big"]} if { input.request.method == "POST"; input.request.body.n == 12345678901234567890 }
`;
const ALLOW: Decision = { action: 'allow', reasons: ['get'] };
const DENY: Decision = { action: 'deny', reasons: ['big'] };

const scratch = await mkdtemp(join(tmpdir(), 'regent-replay-'));
t.teardown(() => rm(scratch, { recursive: true, force: true }));
const bytes = await build(POLICY);
const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const bundle = { revision: 'test', digest };
let made = 0;

async function build(rules: string): Promise<Buffer> {
  const policies = join(scratch, 'policies');
  await mkdir(policies);
  await writeFile(join(policies, 'decision.rego'), `package regent\n${rules}`);
  await writeFile(
    join(policies, 'decision_test.rego'),
    'package regent_test\n\ntest_none := true\n',
  );
  const out = join(scratch, 'bundle.tar.gz');
  await buildBundle({ policies, out, revision: 'test', opa: await findOpa() });
  return await readFile(out);
}

/** A ledger with the bundle, filled by `fill`, replayed. */
async function replayed(
  fill: (ledger: FixtureLedger, session: FixtureSession) => void,
  { keyed = true }: { keyed?: boolean } = {},
): Promise<Replay> {
  const dir = join(scratch, `ledger-${String((made += 1))}`);
  const ledger = new FixtureLedger();
  ledger.put(`bundles/${digest.replace(':', '-')}.tar.gz`, bytes);
  fill(ledger, ledger.session({ issuer: 'i', subject: 's' }));
  await ledger.write(dir);
  const keks = keyed ? [openLocalKey(ledger.kek.id, ledger.kek.text)] : [];
  return replay({ dir, reader: new Reader({ dir, keks }), size: ledger.size });
}

void t.test('the same decisions are reached again', async (t) => {
  const result = await replayed((ledger, session) => {
    for (let count = 0; count < 450; count += 1)
      record(ledger, { session, bundle, decision: ALLOW });
    const decision: Decision = { action: 'deny', reasons: ['policy-undefined'] };
    refuse(ledger, { session, bundle, decision, method: 'PUT' });
    ledger.rotate();
    record(ledger, { session, bundle, decision: ALLOW });
  });
  t.match(result, { reproduced: 452, different: 0, differences: [] });
  t.match(formatReplay(result), /every decision that can be replayed is reached again/);
});

void t.test('a number keeps every digit', async (t) => {
  const result = await replayed((ledger, session) => {
    const exchange = ledger.exchange(session);
    const input = JSON.stringify(inputOf(ledger, { method: 'POST' })).replace(
      '"headers":{}',
      '"headers":{},"body":{"n":12345678901234567890}',
    );
    ledger.append(
      'refusal',
      {
        id: exchange.id,
        session: session.id,
        code: 'denied',
        status: 403,
        client: '',
        ...DENY,
        bundle,
      },
      {
        exchange,
        purpose: 'refusal',
        text: `{"input":${input},"decision":${JSON.stringify(DENY)}}`,
      },
    );
  });
  t.match(result, { reproduced: 1, different: 0 });
});

void t.test('another decision is named', async (t) => {
  let seq = 0;
  const result = await replayed((ledger, session) => {
    record(ledger, { session, bundle, decision: ALLOW });
    record(ledger, { session, bundle, decision: { ...ALLOW, reasons: ['forged'] } });
    seq = ledger.size - 2;
  });
  t.match(result, {
    reproduced: 1,
    different: 1,
    differences: [{ seq, why: /otherwise/, recorded: { reasons: ['forged'] }, again: ALLOW }],
  });
  t.match(formatReplay(result), new RegExp(`entry ${String(seq)} `));
});

void t.test('a bundle that is gone, or is another', async (t) => {
  const gone = `sha256:${'1'.repeat(64)}`;
  const swapped = `sha256:${'2'.repeat(64)}`;
  const result = await replayed((ledger, session) => {
    ledger.put(`bundles/${swapped.replace(':', '-')}.tar.gz`, bytes);
    for (const one of [gone, swapped, '../../etc/passwd']) {
      record(ledger, { session, bundle: { revision: '', digest: one }, decision: ALLOW });
    }
  });
  t.equal(result.different, 3);
  t.match(
    result.differences.map(({ why }) => why),
    [/cannot be used/, /was changed/, /names no bundle/],
  );
});

void t.test('what Regent itself denied', async (t) => {
  const expired: Decision = { action: 'deny', reasons: ['policy-expired'] };
  const result = await replayed((ledger, session) => {
    const expires = new Date(ledger.now + 1000).toISOString();
    ledger.append('bundle', { state: 'activated', bundle, expires });
    refuse(ledger, { session, bundle, decision: expired });
    ledger.now += 2000;
    refuse(ledger, { session, bundle, decision: expired });
    refuse(ledger, { session, bundle, decision: { action: 'deny', reasons: ['policy-stale'] } });
    const none = { revision: '', digest: '' };
    refuse(ledger, {
      session,
      bundle: none,
      decision: { action: 'deny', reasons: ['policy-missing'] },
    });
  });
  t.match(result, {
    guarded: 2,
    unreachable: 1,
    different: 1,
    differences: [{ why: /had not expired/ }],
  });
});

void t.test('the limits of the configuration hold', async (t) => {
  const result = await replayed((ledger, session) => {
    ledger.append('config', { config: { policy: { max_steps: 1, max_memory: '64MiB' } } });
    const decision: Decision = { action: 'deny', reasons: ['policy-budget'] };
    refuse(ledger, { session, bundle, decision });
    ledger.append('config', { config: { policy: { max_steps: 10_000_000, max_memory: '64MiB' } } });
    record(ledger, { session, bundle, decision: ALLOW });
  });
  t.match(result, { reproduced: 2, different: 0 });
});

void t.test('without a key there is nothing to replay', async (t) => {
  const ask = replayed(
    (ledger, session) => void record(ledger, { session, bundle, decision: ALLOW }),
    { keyed: false },
  );
  await t.rejects(ask, /name its key/);
});
