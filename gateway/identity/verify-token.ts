import { errors, jwtVerify, type JWTPayload } from 'jose';
import type { Refusal } from '../errors.ts';
import { checkHeader } from './check-header.ts';
import { tokenExpired } from './check-times.ts';
import type { KeySet } from './key-set.ts';
import { tokenInvalid } from './token-invalid.ts';
import type { TrustedIssuer } from './trusted-issuer.ts';

/** Claims whose signature was verified, and the keys that did it. */
export interface VerifiedToken {
  claims: JWTPayload;
  keys: KeySet;
}

/**
 * Verifies a token of `issuer` at the time `now` (milliseconds): header, signature, and the claims
 * that jose knows. Refusal `token-invalid`, `token-expired` or `keys-unavailable`.
 */
export async function verifyToken(
  token: string,
  issuer: TrustedIssuer,
  now: number,
): Promise<VerifiedToken> {
  checkHeader(token, issuer.config.types);
  const keys = await issuer.keys.obtain();
  try {
    return { claims: await verifyWith(keys, token, issuer, now), keys };
  } catch (error) {
    if (!(error instanceof errors.JWKSNoMatchingKey)) throw explain(error, issuer);
  }
  const renewed = await issuer.keys.renew();
  try {
    return { claims: await verifyWith(renewed, token, issuer, now), keys: renewed };
  } catch (error) {
    throw explain(error, issuer);
  }
}

async function verifyWith(
  keys: KeySet,
  token: string,
  issuer: TrustedIssuer,
  now: number,
): Promise<JWTPayload> {
  const options = { ...issuer.options, currentDate: new Date(now) };
  try {
    return (await jwtVerify(token, keys.find, options)).payload;
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    // `kid` is optional (RFC 7515 section 4.1.4); without it each key that fits is tried.
    for await (const key of error) {
      try {
        return (await jwtVerify(token, key, options)).payload;
      } catch (failure) {
        if (!(failure instanceof errors.JWSSignatureVerificationFailed)) throw failure;
      }
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

/** What is wrong and what to do, in our words: jose's errors carry the claims, and the parser's quote the token. */
function explain(error: unknown, issuer: TrustedIssuer): unknown {
  if (error instanceof errors.JWTExpired) return tokenExpired();
  if (error instanceof errors.JWTClaimValidationFailed) return explainClaim(error, issuer);
  if (error instanceof errors.JOSEAlgNotAllowed) {
    const accepted = issuer.config.algorithms.join(', ');
    return tokenInvalid(`The header member \`alg\` must be one of: ${accepted}.`);
  }
  if (error instanceof errors.JWKSNoMatchingKey) {
    return tokenInvalid(
      'The issuer has no key for the `kid` and `alg` in the header of the token.',
    );
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return tokenInvalid('The signature does not match; get a new token from the issuer.');
  }
  if (error instanceof errors.JOSEError) {
    return tokenInvalid('The token is not a well-formed signed JWT.');
  }
  return error;
}

function explainClaim(error: errors.JWTClaimValidationFailed, issuer: TrustedIssuer): Refusal {
  const { claim, reason } = error;
  if (reason === 'missing') {
    return tokenInvalid(`The claim \`${claim}\` is missing; the issuer must add it.`);
  }
  if (claim === 'aud') {
    return tokenInvalid(`The claim \`aud\` must hold one of: ${issuer.audience.join(', ')}.`);
  }
  if (claim === 'nbf' && reason === 'check_failed') {
    return tokenInvalid('The claim `nbf` lies in the future; wait, or compare the clocks.');
  }
  return tokenInvalid(`The claim \`${claim}\` has a value that is not accepted.`);
}
