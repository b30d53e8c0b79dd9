/** Registers passkeys: from the options for the browser to the entry in the ledger. */
import { randomBytes } from 'node:crypto';
import type { WebAuthnCredential } from '@simplewebauthn/server';
import { Refusal } from '../../errors.ts';
import { toTime } from '../../to-time.ts';
import { checkReason } from '../check-decision.ts';
import type { Core } from '../core.ts';
import { accountOf, isInPerson, nameOf } from '../people.ts';
import { decideRefused } from '../refusals.ts';
import type { Approver, ShownPasskey } from '../types.ts';
import { findPasskeys, requirePasskeys, type StoredPasskey } from './keys.ts';
import { loadWebAuthn } from './webauthn.ts';

/** How long a registration may take, in milliseconds. */
const REGISTERING = 5 * 60_000;
/** How many passkeys one account may have: those of each device and a spare. */
const MOST = 10;
/** Longest public key, in bytes: an RSA key of 8192 bits has a quarter of it. It becomes part of entries of the ledger. */
const MAX_KEY = 4096;
/** Longest id of a credential (WebAuthn Level 3, section 4), in characters of base64url. */
const MAX_ID = 1364;

/** See `Passkeys.registrationOptions`. */
export async function startRegistration(core: Core, by: Approver): Promise<object> {
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

/** See `Passkeys.register`. */
export async function register(
  core: Core,
  by: Approver,
  response: object,
  name: string,
): Promise<ShownPasskey> {
  requirePasskeys(core);
  requireFresh(core, by);
  checkReason(name);
  if (name.trim() === '' || name.length > 100) throw malformed('`name` has 1 to 100 characters');
  const challenge = takeChallenge(core, by);
  const credential = await verifyResponse(core, response, challenge);
  // One after the other, so that none is counted before those that are being recorded.
  await core.turns.run(nameOf(by), async () => {
    requireRoom(core, by);
    await core.turns.run(`passkey ${credential.id}`, () => keep(core, by, credential, name));
  });
  core.tell({ account: { kind: 'passkey-registered', by: accountOf(by) } });
  return { id: credential.id, name, made_at: toTime(core.now()) };
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

/** Gives the passkeys that there are. Throws a Refusal `too-many-passkeys` where there may not be one more. */
function requireRoom(core: Core, by: Approver): StoredPasskey[] {
  const own = findPasskeys(core, by);
  if (own.length < MOST) return own;
  throw new Refusal(
    'too-many-passkeys',
    `You have ${String(MOST)} passkeys. Remove one first, on the page under Settings or with DELETE /api/passkeys/{id}.`,
  );
}

/** Taken, so that one challenge makes one passkey. */
function takeChallenge(core: Core, by: Approver): string {
  const [taken] = core.store.all('takeChallenge', { ...accountOf(by) }) as {
    challenge: string;
    until: number;
  }[];
  if (!taken || taken.until <= core.now()) throw malformed('ask for new options first');
  return taken.challenge;
}

async function verifyResponse(
  core: Core,
  response: object,
  challenge: string,
): Promise<WebAuthnCredential> {
  const { rpId, origins } = requirePasskeys(core);
  const { verifyRegistrationResponse } = await loadWebAuthn();
  const { registrationInfo } = await verifyRegistrationResponse({
    response: response as never,
    expectedChallenge: challenge,
    expectedOrigin: origins,
    expectedRPID: rpId,
    requireUserVerification: true,
  }).catch((error: unknown) => {
    throw malformed('the response does not fit the options', error);
  });
  if (!registrationInfo) throw malformed('the response does not fit the options');
  const { credential } = registrationInfo;
  const { id, publicKey } = credential;
  if (id.length > MAX_ID || publicKey.length > MAX_KEY) throw malformed('its key is too long');
  return credential;
}

/** An id that is registered already, for whomever, is refused (WebAuthn Level 3, section 7.1, step 26). */
async function keep(
  core: Core,
  by: Approver,
  { id, publicKey, counter, transports = [] }: WebAuthnCredential,
  name: string,
): Promise<void> {
  if (core.store.all('passkeyOfAnyone', { id }).length > 0)
    throw malformed('it is registered already');
  await core.record('passkey', {
    passkey: id,
    state: 'registered',
    by: accountOf(by),
    public_key: Buffer.from(publicKey).toString('base64url'),
  });
  const made = { id, name, publicKey, counter, transports: JSON.stringify(transports) };
  core.store.run('insertPasskey', { ...accountOf(by), ...made });
}

function malformed(what: string, cause?: unknown): Refusal {
  return new Refusal('malformed-request', `Of a passkey: ${what}.`, {}, cause);
}
