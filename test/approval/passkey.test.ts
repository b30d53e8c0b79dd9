import t, { type Test } from 'tap';
import type { ApproversAnswer } from '../../gateway/types.ts';
import { verifyProof } from '../../gateway/approval/passkeys/verify-proof.ts';
import { createAuthenticator, PAGE, type Authenticator } from '../helpers/authenticator.ts';
import { DANA, open, pendingId, refused, type Opened } from './support.ts';

export const PASSKEYS = {
  rpId: PAGE.rpId,
  rpName: 'Regent',
  origins: [PAGE.origin],
  registrationMaxAge: 600_000,
};
const FRESH = { ...DANA, auth_time: Math.floor(Date.now() / 1000) };
const approvers = (): ApproversAnswer => ({
  may: true,
  see_body: true,
  step_up: { passkey: true },
});

/** Approvals that want a passkey, Dana with one, and one that is pending. */
async function openWithPasskey(
  t: Test,
): Promise<{ opened: Opened; id: string; key: Authenticator; asked: ReturnType<Opened['ask']> }> {
  const opened = open(t, { passkeys: PASSKEYS, approvers });
  const key = createAuthenticator();
  const { passkeys } = opened.approvals;
  const options = (await passkeys.registrationOptions(FRESH)) as { challenge: string };
  await passkeys.register(FRESH, key.create(options), 'blue key');
  const asked = opened.ask();
  return { opened, id: await pendingId(opened), key, asked };
}

void t.test('a decision signed with a passkey is a proof that others can verify', async (t) => {
  const { opened, id, key, asked } = await openWithPasskey(t);
  t.match(opened.approvals.passkeys.list(DANA), [{ id: key.id, name: 'blue key' }]);
  t.match(opened.others, [{ passkey: key.id, state: 'registered', by: { subject: 'dana' } }]);
  const challenge = await opened.approvals.passkeys.challenge(DANA, id, 'granted');
  const assertion = key.get(challenge as { challenge: string });
  const decided = await opened.approvals.decide(id, 'granted', DANA, { assertion });
  t.match(decided.approvals, [{ by: { subject: 'dana' }, passkey: true }]);
  t.equal((await asked).id, id);

  const step = opened.steps.find(({ state }) => state === 'granted')!;
  const { binding, passkey: proof } = step;
  const signed = { id, binding, verdict: 'granted' as const };
  t.ok(await verifyProof(proof!, signed, DANA));
  for (const wrong of [
    { ...signed, verdict: 'denied' as const },
    { ...signed, id: 'apr_other' },
    { ...signed, binding: '00'.repeat(32) },
  ]) {
    t.notOk(await verifyProof(proof!, wrong, DANA));
  }
  t.notOk(await verifyProof(proof!, signed, { ...DANA, subject: 'erin' }));
  const changed = { ...proof!, signature: key.get({ challenge: 'AAAA' }).response.signature };
  t.notOk(await verifyProof(changed, signed, DANA));
});

void t.test('without a passkey, or without the configuration, nothing is decided', async (t) => {
  const { opened, id } = await openWithPasskey(t);
  await refused(t, opened.approvals.decide(id, 'granted', DANA), 'step-up-required');
  const none = open(t, { approvers });
  void none.ask();
  const other = await pendingId(none);
  await refused(t, none.approvals.decide(other, 'granted', DANA), 'step-up-required');
  await refused(t, none.approvals.passkeys.registrationOptions(FRESH), 'step-up-required');
});

void t.test('a removed passkey signs nothing any more', async (t) => {
  const { opened, id, key } = await openWithPasskey(t);
  const { passkeys } = opened.approvals;
  const options = (await passkeys.challenge(DANA, id, 'granted')) as { challenge: string };
  await refused(t, passkeys.remove({ ...DANA, subject: 'erin' }, key.id), 'not-found');
  await passkeys.remove(DANA, key.id);
  t.match(opened.others.at(-1), { state: 'removed' });
  const deciding = opened.approvals.decide(id, 'granted', DANA, { assertion: key.get(options) });
  await refused(t, deciding, 'step-up-required');
});
