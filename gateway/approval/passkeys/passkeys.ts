import { randomBytes } from 'node:crypto';
import { Refusal } from '../../errors.ts';
import { checkReason } from '../check-decision.ts';
import type { Passkeys } from '../contract.ts';
import type { Core } from '../core.ts';
import { findCase } from '../decide.ts';
import { accountOf, isInPerson, nameOf } from '../people.ts';
import { decideRefused } from '../refusals.ts';
import { findSeat } from '../rights.ts';
import type { Approver, ShownPasskey } from '../types.ts';
import { findPasskeys, requirePasskeys, type StoredPasskey } from './keys.ts';
import { challengeOf } from './verify-proof.ts';
import { loadWebAuthn } from './webauthn.ts';
import { toTime } from '../../to-time.ts';

/** How long a registration may take, in milliseconds. */
const REGISTERING = 5 * 60_000;
/** How many passkeys one account may have: those of each device and a spare. */
const MOST = 10;
/** Longest public key, in bytes: an RSA key of 8192 bits has a quarter of it. It becomes part of entries of the ledger. */
const MAX_KEY = 4096;
/** Longest id of a credential (WebAuthn Level 3, section 4), in characters of base64url. */
const MAX_ID = 1364;

/** Makes the part of the approvals that is about passkeys. */
export function createPasskeys(core: Core): Passkeys {
  return {
    registrationOptions: (by) => startRegistration(core, by),
    register: (by, response, name) => register(core, by, response, name),
    list: (by) => findPasskeys(core, by).map(toShown),
    remove: (by, id) => remove(core, by, id),
    challenge: (by, approval, verdict) => challenge(core, by, approval, verdict),
  };
}

async function startRegistration(core: Core, by: Approver): Promise<object> {
  const { rpId, rpName } = requirePasskeys(core);
  requireFresh(core, by);
  const own = requireRoom(core, by);
  const challenge = randomBytes(32).toString('base64url');
  core.store.run('putChallenge', {
    ...accountOf(by),
    challenge,
    until: core.now() + REGISTERING,
  });
  const { generateRegistrationOptions } = await loadWebAuthn();
  return await generateRegistrationOptions({
    rpName,
    rpID: rpId,
    userName: by.subject,
    challenge: Buffer.from(challenge, 'base64url'),
    attestationType: 'none',
    excludeCredentials: own.map(({ id }) => ({ id })),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
  });
}

async function register(
  core: Core,
  by: Approver,
  response: object,
  name: string,
): Promise<ShownPasskey> {
  const { rpId, origins } = requirePasskeys(core);
  requireFresh(core, by);
  checkReason(name);
  if (name.trim() === '' || name.length > 100) throw malformed('`name` has 1 to 100 characters');
  // Taken, so that one challenge makes one passkey.
  const [taken] = core.store.all('takeChallenge', { ...accountOf(by) }) as {
    challenge: string;
    until: number;
  }[];
  if (!taken || taken.until <= core.now()) throw malformed('ask for new options first');
  const { verifyRegistrationResponse } = await loadWebAuthn();
  const { registrationInfo } = await verifyRegistrationResponse({
    response: response as never,
    expectedChallenge: taken.challenge,
    expectedOrigin: origins,
    expectedRPID: rpId,
    requireUserVerification: true,
  }).catch((error: unknown) => {
    throw malformed('the response does not fit the options', error);
  });
  if (!registrationInfo) throw malformed('the response does not fit the options');
  const { id, publicKey, counter, transports = [] } = registrationInfo.credential;
  if (id.length > MAX_ID || publicKey.length > MAX_KEY) throw malformed('its key is too long');
  // One after the other, so that none is counted before those that are being recorded.
  await core.turns.run(nameOf(by), async () => {
    requireRoom(core, by);
    await core.record('passkey', {
      passkey: id,
      state: 'registered',
      by: accountOf(by),
      public_key: Buffer.from(publicKey).toString('base64url'),
    });
    const made = { id, name, publicKey, counter, transports: JSON.stringify(transports) };
    core.store.run('insertPasskey', { ...accountOf(by), ...made });
  });
  core.tell({ account: { kind: 'passkey-registered', by: accountOf(by) } });
  return { id, name, made_at: toTime(core.now()) };
}

/** It signs nothing from the call on, recorded or not. */
async function remove(core: Core, by: Approver, id: string): Promise<void> {
  if (!isInPerson(by)) throw decideRefused.forbidden();
  if (core.store.run('removePasskey', { id, ...accountOf(by) }) !== 1) {
    throw new Refusal('not-found', 'You have no passkey with this id.');
  }
  core.tell({ account: { kind: 'passkey-removed', by: accountOf(by) } });
  await core.record('passkey', { passkey: id, state: 'removed', by: accountOf(by) });
}

async function challenge(
  core: Core,
  by: Approver,
  approval: string,
  verdict: 'granted' | 'denied',
): Promise<object> {
  const { rpId } = requirePasskeys(core);
  const asked = findCase(core, approval);
  if (!findSeat(core, by, asked)) throw decideRefused.notFound();
  const { id, binding } = asked.row;
  const { generateAuthenticationOptions } = await loadWebAuthn();
  return await generateAuthenticationOptions({
    rpID: rpId,
    challenge: Buffer.from(challengeOf({ id, binding, verdict }, by), 'base64url'),
    allowCredentials: findPasskeys(core, by).map(({ id, transports }) => ({ id, transports })),
    userVerification: 'required',
  });
}

/** Gives the passkeys that there are. Throws a Refusal `too-many-passkeys` where there may not be one more. */
function requireRoom(core: Core, by: Approver): StoredPasskey[] {
  const own = findPasskeys(core, by);
  if (own.length < MOST) return own;
  throw new Refusal(
    'too-many-passkeys',
    `You have ${String(MOST)} passkeys. Remove one first, on the page under Settings or with DELETE /api/passkeys/{id}.`,
  );
}

/** Whoever finds a token must not make themselves the passkey that is to prove more than a token. */
function requireFresh(core: Core, by: Approver): void {
  if (!isInPerson(by)) throw decideRefused.forbidden();
  const { registrationMaxAge } = requirePasskeys(core);
  const at = by.auth_time;
  if (at === undefined || core.now() - at * 1000 > registrationMaxAge) {
    throw decideRefused.stepUp('Sign in again (auth_time) to register a passkey.');
  }
}

function toShown({ id, name, madeAt }: { id: string; name: string; madeAt: number }): ShownPasskey {
  return { id, name, made_at: toTime(madeAt) };
}

function malformed(what: string, cause?: unknown): Refusal {
  return new Refusal('malformed-request', `Of a passkey: ${what}.`, {}, cause);
}
