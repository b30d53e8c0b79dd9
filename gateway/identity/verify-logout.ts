import { hash } from 'node:crypto';
import type { JWTPayload } from 'jose';
import type { IssuerConfig } from '../types.ts';
import { readTimes } from './check-times.ts';
import { readName, readObject } from './read-text.ts';
import { tokenInvalid } from './token-invalid.ts';
import { chooseIssuer, trustIssuer, type TrustedIssuer } from './trusted-issuer.ts';
import { verifyToken } from './verify-token.ts';

/** Whose sessions end: those of a session at the provider, or all of a person. */
export interface Logout {
  issuer: string;
  sid?: string;
  subject?: string;
  /** Name of the token, which counts once. */
  id: string;
  /** Milliseconds since the epoch. */
  issuedAt: number;
}

/** Verifies logout tokens of one provider. */
export interface LogoutVerifier {
  /** What the token demands, or a Refusal `token-invalid`, `token-expired`, `issuer-unknown` or `keys-unavailable`. */
  verify(token: string): Promise<Logout>;
  close(): void;
}

/** How long a logout token counts, in milliseconds: it is delivered at once (section 4 recommends two minutes). */
const MAX_AGE = 5 * 60_000;
const TOLERANCE = 30_000;
const EVENT = 'http://schemas.openid.net/event/backchannel-logout';

/** OpenID Connect Back-Channel Logout 1.0 section 2.6, for the client `clientId`. */
export function createLogoutVerifier(
  issuer: string,
  clientId: string,
  now: () => number = Date.now,
): LogoutVerifier {
  const config: IssuerConfig = {
    issuer,
    audience: [clientId],
    algorithms: ['EdDSA', 'Ed25519', 'ES256', 'ES384', 'ES512', 'PS256', 'RS256'],
    // Explicit typing is recommended and not demanded; what tells it from an ID token is `events`.
    types: ['logout+jwt', 'jwt'],
    clockTolerance: TOLERANCE,
    maxLifetime: Infinity,
    requiredClaims: [],
    groupsClaim: 'groups',
    keysMaxAge: 3_600_000,
  };
  // Only once it is needed: the provider may be away when the gateway starts.
  let trusted: TrustedIssuer | undefined;
  return {
    async verify(token) {
      trusted ??= trustProvider(config, now);
      const chosen = chooseIssuer(token, new Map([[issuer, trusted]]));
      const { claims } = await verifyToken(token, chosen, now());
      return readLogout(claims, now());
    },
    close: () => trusted?.keys.close(),
  };
}

/** Other than a token of somebody, this one need not have `sub`. */
function trustProvider(config: IssuerConfig, now: () => number): TrustedIssuer {
  const trusted = trustIssuer(config, config.audience, now, () => undefined);
  const requiredClaims = ['exp', 'iat', 'jti', 'events'];
  return { ...trusted, options: { ...trusted.options, requiredClaims } };
}

function readLogout(claims: JWTPayload, now: number): Logout {
  const events = readObject(claims['events'], 'events');
  if (!Object.hasOwn(events, EVENT)) throw tokenInvalid('The claim `events` names no logout.');
  readObject(events[EVENT], 'events');
  // An ID token has one; section 2.4 forbids it here for that reason.
  if (claims['nonce'] !== undefined) throw tokenInvalid('The claim `nonce` must be absent.');
  const { issuedAt } = readTimes(claims);
  if (!(Math.abs(now - issuedAt) <= MAX_AGE)) throw tokenInvalid('The claim `iat` is too old.');
  const { sid } = claims;
  if (sid === undefined && claims.sub === undefined) {
    throw tokenInvalid('The claim `sid` or `sub` must be there.');
  }
  return {
    issuer: readName(claims.iss, 'iss'),
    ...(sid !== undefined && { sid: readName(sid, 'sid') }),
    ...(claims.sub !== undefined && { subject: readName(claims.sub, 'sub') }),
    id: hash('sha256', readName(claims.jti, 'jti')),
    issuedAt,
  };
}
