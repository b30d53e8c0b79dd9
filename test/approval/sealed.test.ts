import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { verifyProof } from '../../gateway/approval/passkeys/verify-proof.ts';
import type { ApprovalData, SealedApproval } from '../../gateway/types.ts';
import { uuidOf } from '../helpers/sealed.ts';
import { decideSigned, openRecorded, type Recorded } from './recorded.ts';
import { DANA, PARTS, pendingId, subjectOf } from './support.ts';

/** In what is asked, in why it is granted, and in why somebody else decides. */
const SECRETS = ['/customers/ada-lovelace', 'ada asked for it', 'ada is on holiday'];

/** The steps of approvals, and what they seal. */
async function stepsOf({
  entries,
}: Recorded): Promise<{ data: ApprovalData; sealed: SealedApproval }[]> {
  return (await entries()).flatMap(({ entry, sealed }) =>
    sealed ? [{ data: entry.data as ApprovalData, sealed }] : [],
  );
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
  const opened = await openRecorded(t);
  const key = await opened.register();
  const until = new Date(Date.now() + 60_000).toISOString();
  const to = { issuer: DANA.issuer, subject: 'bo' };
  await opened.approvals.delegate(DANA, { to, until, reason: SECRETS[2]! });

  const parts = { ...PARTS, request: { ...PARTS.request, path: SECRETS[0]! } };
  const asked = opened.ask(subjectOf(parts, uuidOf('asks')));
  const id = await pendingId(opened);
  await decideSigned(opened, key, id, 'granted', SECRETS[1]);
  await asked;

  const [pending, granted, consumed] = await stepsOf(opened);
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
  const opened = await openRecorded(t);
  const headers = { 'x-long': 'x'.repeat(100_000) };
  const parts = { ...PARTS, request: { ...PARTS.request, headers } };
  opened.ask(subjectOf(parts, uuidOf('long'))).catch(() => undefined);
  const id = await pendingId(opened);
  await opened.approvals.decide(id, 'denied', DANA, { reason: 'ü'.repeat(1000) });
  const [pending, denied] = await stepsOf(opened);
  t.match(JSON.parse(pending!.sealed.bound!), { request: { headers } });
  t.match(denied, { data: { state: 'denied' }, sealed: { reason: 'ü'.repeat(1000) } });
});
