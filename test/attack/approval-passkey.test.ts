import t, { type Test } from 'tap';
import type { Assertion } from '../../gateway/approval/passkeys/verify-proof.ts';
import type { Approver } from '../../gateway/approval/approvals.ts';
import { createAuthenticator, PAGE, type Authenticator } from '../helpers/authenticator.ts';
import { DANA, open, pendingId, refused, subjectNamed, type Opened } from '../approval/support.ts';

const NOW = Math.floor(Date.now() / 1000);
const PASSKEYS = { ...PAGE, rpName: 'Regent', origins: [PAGE.origin], registrationMaxAge: 600_000 };
const ERIN: Approver = { ...DANA, subject: 'erin' };

function openWanting(t: Test): Opened {
  return open(t, {
    passkeys: PASSKEYS,
    approvers: () => ({ may: true, step_up: { passkey: true } }),
  });
}

async function register({ approvals }: Opened, by: Approver): Promise<Authenticator> {
  const key = createAuthenticator();
  const fresh = { ...by, auth_time: NOW };
  const options = await approvals.passkeys.registrationOptions(fresh);
  await approvals.passkeys.register(fresh, key.create(options as { challenge: string }), 'key');
  return key;
}

void t.test('a signature of anything else than this decision by this person is none', async (t) => {
  const opened = openWanting(t);
  const [dana, erin] = [await register(opened, DANA), await register(opened, ERIN)];
  void opened.ask(subjectNamed('a'));
  const id = await pendingId(opened);
  const { extras } = await refused(
    t,
    opened.ask({ ...subjectNamed('b'), async: true }),
    'approval-pending',
  );
  const other = extras.approval!;
  const challengeOf = async (by: Approver, approval: string, verdict: 'granted' | 'denied') =>
    (await opened.approvals.passkeys.challenge(by, approval, verdict)) as { challenge: string };
  const right = await challengeOf(DANA, id, 'granted');
  const forged: Record<string, Assertion> = {
    'of another verdict': dana.get(await challengeOf(DANA, id, 'denied')),
    'of another approval': dana.get(await challengeOf(DANA, other, 'granted')),
    'of another person': erin.get(await challengeOf(ERIN, id, 'granted')),
    'of another person’s challenge': dana.get(await challengeOf(ERIN, id, 'granted')),
    'by a key nobody knows': createAuthenticator().get(right),
    'on another page': dana.get(right, { origin: 'https://evil.example' }),
    'for another party': dana.get(right, { rpId: 'evil.example' }),
    'by whoever held the key': dana.get(right, { verified: false }),
    'with more than an entry of the ledger holds': dana.get({ challenge: 'x'.repeat(10_000) }),
    'by another key with her id': { ...erin.get(right), id: dana.id, rawId: dana.id },
  };
  for (const [what, assertion] of Object.entries(forged)) {
    const deciding = opened.approvals.decide(id, 'granted', DANA, { assertion });
    await refused(t, deciding, 'step-up-required');
    t.equal((await opened.approvals.get(id)).state, 'pending', what);
  }
  const decided = await opened.approvals.decide(id, 'granted', DANA, {
    assertion: dana.get(right),
  });
  t.equal(decided.approvals.length, 1);
});

void t.test('a copy of a key that lags behind is found out', async (t) => {
  const opened = openWanting(t);
  const key = await register(opened, DANA);
  void opened.ask(subjectNamed('a'));
  const first = await pendingId(opened);
  const challenge = async (id: string): Promise<{ challenge: string }> =>
    (await opened.approvals.passkeys.challenge(DANA, id, 'denied')) as { challenge: string };
  const early = await challenge(first);
  const old = key.get(early);
  await opened.approvals.decide(first, 'denied', DANA, { assertion: key.get(early) });
  void opened.ask(subjectNamed('b'));
  const second = await pendingId(opened);
  const deciding = opened.approvals.decide(second, 'denied', DANA, { assertion: old });
  await refused(t, deciding, 'step-up-required');
});

/** A token that was found, or lent to an agent, must not make itself the key that proves more. */
void t.test(
  'a passkey is registered only by who has just signed in, once, in person',
  async (t) => {
    const opened = openWanting(t);
    const { passkeys } = opened.approvals;
    const fresh = { ...DANA, auth_time: NOW };
    for (const stale of [DANA, { ...DANA, auth_time: NOW - 3600 }]) {
      await refused(t, passkeys.registrationOptions(stale), 'step-up-required');
    }
    const agent = { ...fresh, actors: [{ subject: 'agent' }] };
    await refused(t, passkeys.registrationOptions(agent), 'approval-forbidden');
    const options = (await passkeys.registrationOptions(fresh)) as { challenge: string };
    const key = createAuthenticator();
    const otherwise = { ...fresh, subject: 'erin' };
    await refused(t, passkeys.register(otherwise, key.create(options), 'x'), 'malformed-request');
    const evil = key.create(options, { ...PAGE, origin: 'https://evil.example' });
    await refused(t, passkeys.register(fresh, evil, 'x'), 'malformed-request');
    await refused(t, passkeys.register(fresh, key.create(options), 'x'), 'malformed-request');
    t.same(passkeys.list(DANA), [], 'a challenge is good for one try');
  },
);
