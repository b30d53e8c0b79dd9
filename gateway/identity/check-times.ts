import type { JWTPayload } from 'jose';
import { Refusal } from '../errors.ts';
import type { IssuerConfig } from '../types.ts';
import { tokenInvalid } from './token-invalid.ts';

/** When a token is valid: its claims `iat`, `nbf` and `exp` in milliseconds since the epoch. */
export interface TokenTimes {
  issuedAt: number;
  notBefore: number;
  expiresAt: number;
}

/** The times of a token; `nbf` may be missing and is then long past. */
export function readTimes(claims: JWTPayload): TokenTimes {
  return {
    issuedAt: readTime(claims, 'iat'),
    notBefore: claims.nbf === undefined ? -Infinity : readTime(claims, 'nbf'),
    expiresAt: readTime(claims, 'exp'),
  };
}

/**
 * Checks a token's times against the clock (`now` in milliseconds). It runs for every request, so
 * that a token whose signature was verified earlier still expires. Every comparison is written
 * such that a NaN refuses.
 */
export function checkTimes(times: TokenTimes, issuer: IssuerConfig, now: number): void {
  const { clockTolerance, maxLifetime } = issuer;
  if (!(now < times.expiresAt + clockTolerance)) throw tokenExpired();
  if (!(times.notBefore <= now + clockTolerance)) {
    throw tokenInvalid('The claim `nbf` lies in the future; wait, or compare the clocks.');
  }
  if (!(times.issuedAt <= now + clockTolerance)) {
    throw tokenInvalid('The claim `iat` lies in the future; compare the clocks.');
  }
  if (!(times.expiresAt - times.issuedAt <= maxLifetime)) {
    throw new Refusal(
      'token-too-long-lived',
      `A token may be valid for ${maxLifetime / 1000} s (\`exp\` minus \`iat\`); ask for a shorter one.`,
    );
  }
}

/** Refusal `token-expired`. */
export function tokenExpired(): Refusal {
  return new Refusal('token-expired', 'The claim `exp` is past; get a new token.');
}

/** NumericDate of RFC 7519 section 2: seconds, possibly with a fraction. */
function readTime(claims: JWTPayload, claim: 'iat' | 'nbf' | 'exp'): number {
  const value = claims[claim];
  if (typeof value !== 'number') {
    throw tokenInvalid(`The claim \`${claim}\` must be a number of seconds.`);
  }
  return value * 1000;
}
