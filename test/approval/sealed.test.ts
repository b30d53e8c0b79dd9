import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { verifyProof } from '../../gateway/approval/passkeys/verify-proof.ts';
import { Reader } from '../../gateway/ledger/read/reader.ts';
import { recordStep } from '../../gateway/record-approval.ts';
import type { ApprovalData, SealedApproval } from '../../gateway/types.ts';
import { createAuthenticator, PAGE } from '../helpers/authenticator.ts';
import { TEST_KEY, TestWriter, uuidOf } from '../helpers/sealed.ts';
import { open as openLedger } from '../ledger/helpers.ts';
import { DANA, open, PARTS, pendingId, subjectOf, type Opened } from './support.ts';

const PASSKEYS = { ...PAGE, rpName: 'Regent', origins: [PAGE.origin], registrationMaxAge: 600_000 };
const FRESH = { ...DANA, auth_time: Math.floor(Date.now() / 1000) };
/** In what is asked, in why it is granted, and in why somebody else decides. */
const SECRETS = ['/customers/ada-lovelace', 'ada asked for it', 'ada is on holiday'];

interface Recorded extends Opened {
  dir: string;
  /** What was sealed, as a reader with the key opens it, in order. */
  reopen: () => Promise<{ data: ApprovalData; sealed: SealedApproval }[]>;
}

/** Approvals that are recorded in a real ledger. */
async function record(test: Test): Promise<Recorded> {
  const dir = join(test.testdir(), 'ledger');
  const ledger = await openLedger(dir);
  test.teardown(() => ledger.close());
  const { evidence } = await TestWriter.open(ledger, dir);
  const opened = open(test, {
    passkeys: PASSKEYS,
    record: (type, data) => recordStep({ ledger, evidence }, type, data),
  });
  const reopen: Recorded['reopen'] = async () => {
    const reader = new Reader({ dir, keks: [TEST_KEY] });
    const found: Awaited<ReturnType<Recorded['reopen']>> = [];
    for await (const { entry } of reader.entries()) {
      if (entry.type !== 'approval') continue;
      const part = await reader.open<SealedApproval>(entry);
      if (part.state !== 'open') throw new Error(part.state);
      found.push({ data: entry.data as ApprovalData, sealed: part.sealed });
    }
    return found;
  };
  return { ...opened, dir, reopen };
}

/** All bytes below a directory. */
function bytesBelow(dir: string): string {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map((name) => join(dir, name))
    .filter((file) => statSync(file).isFile())
    .map((file) => readFileSync(file, 'latin1'))
    .join();
}

void t.test('who and when is clear; what, why and the signature open with the key', async (t) => {
  const opened = await record(t);
  const { passkeys } = opened.approvals;
  const key = createAuthenticator();
  const options = (await passkeys.registrationOptions(FRESH)) as { challenge: string };
  await passkeys.register(FRESH, key.create(options), 'key');
  const until = new Date(Date.now() + 60_000).toISOString();
  const to = { issuer: DANA.issuer, subject: 'bo' };
  await opened.approvals.delegate(DANA, { to, until, reason: SECRETS[2]! });

  const parts = { ...PARTS, request: { ...PARTS.request, path: SECRETS[0]! } };
  const asked = opened.ask(subjectOf(parts, uuidOf('asks')));
  const id = await pendingId(opened);
  const challenge = (await passkeys.challenge(DANA, id, 'granted')) as { challenge: string };
  const assertion = key.get(challenge);
  await opened.approvals.decide(id, 'granted', DANA, { reason: SECRETS[1]!, assertion });
  await asked;

  const [pending, granted, consumed] = await opened.reopen();
  t.match(
    [pending, granted, consumed],
    [
      { data: { approval: id, id: uuidOf('asks'), state: 'pending' } },
      { data: { state: 'granted', by: { subject: 'dana' } }, sealed: { reason: SECRETS[1] } },
      { data: { state: 'consumed', id: uuidOf('asks') } },
    ],
  );
  const { bound, binding } = pending!.sealed;
  t.equal(createHash('sha256').update(bound!).digest('hex'), binding);
  t.match(JSON.parse(bound!), { request: { path: SECRETS[0] } });
  const proof = granted!.sealed.passkey!;
  t.ok(await verifyProof(proof, { id, binding, verdict: 'granted' }, DANA));
  const written = bytesBelow(opened.dir);
  for (const secret of [...SECRETS, binding, proof.signature]) t.notOk(written.includes(secret));
  t.match(written, /"type":"passkey","data":\{"passkey":".*"state":"registered"/);
  t.match(written, /"type":"delegation","data":\{"delegation":".*"state":"made"/);
});

void t.test('what is asked may be longer than an entry', async (t) => {
  const opened = await record(t);
  const headers = { 'x-long': 'x'.repeat(100_000) };
  const parts = { ...PARTS, request: { ...PARTS.request, headers } };
  opened.ask(subjectOf(parts, uuidOf('long'))).catch(() => undefined);
  const id = await pendingId(opened);
  await opened.approvals.decide(id, 'denied', DANA, { reason: 'ü'.repeat(1000) });
  const [pending, denied] = await opened.reopen();
  t.match(JSON.parse(pending!.sealed.bound!), { request: { headers } });
  t.match(denied, { data: { state: 'denied' }, sealed: { reason: 'ü'.repeat(1000) } });
});
