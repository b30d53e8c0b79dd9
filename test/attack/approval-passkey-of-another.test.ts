/** Somebody registers a passkey under the id of another's, which the other's browser shows to whoever asks it to sign. */
import t, { type Test } from 'tap';
import type { Approver } from '../../gateway/approval/approvals.ts';
import { DANA, open, refused, type Opened } from '../approval/support.ts';
import { createAuthenticator, PAGE } from '../helpers/authenticator.ts';

const PASSKEYS = { ...PAGE, rpName: 'Regent', origins: [PAGE.origin], registrationMaxAge: 600_000 };
const NOW = Math.floor(Date.now() / 1000);
const OWNER: Approver = { ...DANA, auth_time: NOW };
const MALLORY: Approver = { ...DANA, subject: 'mallory', auth_time: NOW };

function openNoting(t: Test): { opened: Opened; written: unknown[] } {
  const written: unknown[] = [];
  const record = async (_type: string, data: object): Promise<void> => {
    await Promise.resolve();
    written.push(data);
  };
  return { opened: open(t, { passkeys: PASSKEYS, record }), written };
}

/** What registers it, with the challenge of this person. */
async function begin(
  { approvals }: Opened,
  authenticator: ReturnType<typeof createAuthenticator>,
  by: Approver,
): Promise<() => Promise<{ id: string }>> {
  const options = await approvals.passkeys.registrationOptions(by);
  const response = authenticator.create(options as { challenge: string });
  return () => approvals.passkeys.register(by, response, 'key');
}

void t.test('it is refused, and the ledger does not say otherwise', async (t) => {
  const { opened, written } = openNoting(t);
  const key = createAuthenticator();
  await (
    await begin(opened, key, OWNER)
  )();
  const register = await begin(opened, key, MALLORY);
  const refusal = await refused(t, register(), 'malformed-request');
  t.match(refusal.detail, /registered already/);
  t.equal(written.length, 1);
  t.equal(opened.approvals.passkeys.list(OWNER).length, 1);
  t.equal(opened.approvals.passkeys.list(MALLORY).length, 0);
});

void t.test('nor where both are on their way at once', async (t) => {
  const { opened, written } = openNoting(t);
  const key = createAuthenticator();
  const both = [await begin(opened, key, OWNER), await begin(opened, key, MALLORY)];
  const results = await Promise.allSettled(both.map((register) => register()));
  t.same(results.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
  t.equal(written.length, 1);
});
