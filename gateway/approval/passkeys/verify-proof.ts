import { createHash } from 'node:crypto';
import type { PasskeyProof } from '../../types.ts';
import { canonicalForm } from '../bind-request.ts';
import type { Account } from '../types.ts';
import { loadWebAuthn } from './webauthn.ts';

/** What a person signs: their verdict on exactly this. */
export interface Signed {
  /** Id of the approval. */
  id: string;
  /** SHA-256, in hex, of what is approved. */
  binding: string;
  verdict: 'granted' | 'denied';
}

/** An assertion as browsers give it (`PublicKeyCredential.toJSON()`). */
export interface Assertion {
  id: string;
  rawId: string;
  type: 'public-key';
  response: {
    clientDataJSON: string;
    authenticatorData: string;
    signature: string;
    userHandle?: string;
  };
  clientExtensionResults: object;
  authenticatorAttachment?: string;
}

/**
 * The challenge of a decision, in base64url: the SHA-256 of the canonical form (RFC 8785) of what is
 * signed and by whom. An approval's id is random and decided once, so a signature fits nothing else.
 */
export function challengeOf(
  { id, binding, verdict }: Signed,
  { issuer, subject }: Account,
): string {
  const signed = canonicalForm({ v: 1, approval: id, binding, verdict, issuer, subject });
  return createHash('sha256').update(signed).digest('base64url');
}

/**
 * Whether a recorded proof holds: that the holder of its key, present and verified by the
 * authenticator, decided so on exactly these bytes. Nothing but the arguments is asked. That the key is
 * the person's is said by the ledger's `passkey` entry of its registration.
 */
export async function verifyProof(
  proof: PasskeyProof,
  signed: Signed,
  by: Account,
): Promise<boolean> {
  const { verifyAuthenticationResponse } = await loadWebAuthn();
  try {
    const { verified } = await verifyAuthenticationResponse({
      response: toAssertion(proof) as never,
      expectedChallenge: challengeOf(signed, by),
      expectedOrigin: proof.origin,
      expectedRPID: proof.rp_id,
      requireUserVerification: true,
      credential: {
        id: proof.credential,
        publicKey: Buffer.from(proof.public_key, 'base64url'),
        counter: 0,
      },
    });
    return verified;
  } catch {
    return false;
  }
}

function toAssertion(proof: PasskeyProof): Assertion {
  return {
    id: proof.credential,
    rawId: proof.credential,
    type: 'public-key',
    response: {
      clientDataJSON: proof.client_data,
      authenticatorData: proof.authenticator_data,
      signature: proof.signature,
    },
    clientExtensionResults: {},
  };
}
