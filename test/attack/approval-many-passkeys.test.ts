/** Somebody registers passkeys without end, so that the database and the ledger fill, all at once while the disk is slow. */
import t, { type Test } from 'tap';
import type { Approver } from '../../gateway/approval/approvals.ts';
import type { Refusal } from '../../gateway/errors.ts';
import { DANA, open, refused, type Opened } from '../approval/support.ts';
import { createAuthenticator, PAGE } from '../helpers/authenticator.ts';

const PASSKEYS = { ...PAGE, rpName: 'Regent', origins: [PAGE.origin], registrationMaxAge: 600_000 };
const MALLORY: Approver = {
  ...DANA,
  subject: 'mallory',
  auth_time: Math.floor(Date.now() / 1000),
};

/** Begins a registration; its challenge is taken when this resolves. */
async function begin(
  { approvals }: Opened,
  by: Approver,
): Promise<{ registered: Promise<{ id: string }> }> {
  const options = await approvals.passkeys.registrationOptions(by);
  const response = createAuthenticator().create(options as { challenge: string });
  return { registered: approvals.passkeys.register(by, response, 'key') };
}

/** Approvals whose ledger writes nothing before `go` is called, and what it has written. */
function openSlow(t: Test): { opened: Opened; written: unknown[]; go: () => void } {
  const { promise, resolve: go } = Promise.withResolvers<void>();
  const written: unknown[] = [];
  const record = async (_type: string, data: object): Promise<void> => {
    await promise;
    written.push(data);
  };
  return { opened: open(t, { passkeys: PASSKEYS, record }), written, go };
}

void t.test('a person has ten, and may have another for one that is removed', async (t) => {
  const opened = open(t, { passkeys: PASSKEYS });
  const { passkeys } = opened.approvals;
  for (let each = 0; each < 10; each += 1) await (await begin(opened, MALLORY)).registered;
  const refusal = await refused(t, passkeys.registrationOptions(MALLORY), 'too-many-passkeys');
  t.match(refusal.detail, /Remove one first/);
  await (
    await begin(opened, { ...MALLORY, subject: 'erin' })
  ).registered;

  await passkeys.remove(MALLORY, passkeys.list(MALLORY)[0]!.id);
  await (
    await begin(opened, MALLORY)
  ).registered;
  t.equal(passkeys.list(MALLORY).length, 10);
});

void t.test('no more of those that are begun before any is on record', async (t) => {
  const { opened, written, go } = openSlow(t);
  const begun: Promise<{ id: string }>[] = [];
  for (let each = 0; each < 15; each += 1) begun.push((await begin(opened, MALLORY)).registered);
  const settled = Promise.allSettled(begun);
  go();
  const faults = (await settled).flatMap((each) =>
    each.status === 'rejected' ? [(each.reason as Refusal).code] : [],
  );
  t.same([...new Set(faults)], ['too-many-passkeys']);
  t.equal(opened.approvals.passkeys.list(MALLORY).length, 10);
  t.equal(written.length, 10);
});
