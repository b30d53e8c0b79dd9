import { Refusal } from '../../errors.ts';
import type { PasskeyProof } from '../../types.ts';
import type { Core } from '../core.ts';
import type { Account } from '../types.ts';
import { findPasskeys, requirePasskeys } from './keys.ts';
import { challengeOf, type Assertion, type Signed } from './verify-proof.ts';
import { loadWebAuthn } from './webauthn.ts';

/** Of the signed texts of an assertion together; those of real ones are less than half of it. */
const MAX_PROOF = 8192;

/**
 * The proof that a person's passkey signed this decision. Throws a Refusal `step-up-required` where it
 * did not: another's passkey, another decision, another page, or nobody verified before the authenticator.
 */
export async function checkAssertion(
  core: Core,
  signed: Signed,
  by: Account,
  assertion: Assertion,
): Promise<PasskeyProof> {
  const { origins, rpId } = requirePasskeys(core);
  const passkey = findPasskeys(core, by).find(({ id }) => id === assertion.id);
  if (!passkey) throw refuse('It is signed with a passkey that is not yours, or not known here.');
  const { response } = assertion;
  const proof = {
    authenticator_data: response.authenticatorData,
    client_data: response.clientDataJSON,
    signature: response.signature,
  };
  // It becomes part of an entry of the ledger.
  if (Object.values(proof).join('').length > MAX_PROOF) throw refuse('The signature is too long.');
  const { verifyAuthenticationResponse } = await loadWebAuthn();
  let newCounter: number;
  let origin: string;
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: assertion as never,
      expectedChallenge: challengeOf(signed, by),
      expectedOrigin: origins,
      expectedRPID: rpId,
      requireUserVerification: true,
      credential: { id: passkey.id, publicKey: passkey.publicKey, counter: passkey.counter },
    });
    if (!verified) throw new Error('the signature does not match');
    ({ newCounter, origin } = authenticationInfo);
  } catch (error) {
    throw refuse('The signature of the passkey is not one of this decision.', error);
  }
  // A counter that went back is that of a copy (WebAuthn Level 3, section 6.1.1).
  if (core.store.run('countPasskey', { id: passkey.id, counter: newCounter }) !== 1) {
    throw refuse('The passkey has been used elsewhere meanwhile.');
  }
  return {
    credential: passkey.id,
    public_key: Buffer.from(passkey.publicKey).toString('base64url'),
    ...proof,
    rp_id: rpId,
    origin,
  };
}

function refuse(detail: string, cause?: unknown): Refusal {
  return new Refusal('step-up-required', detail, {}, cause);
}
