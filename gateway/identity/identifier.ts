import { hash } from 'node:crypto';
import type { Identity, IssuerConfig } from '../types.ts';
import { checkIssuers } from './check-issuers.ts';
import { checkTimes, readTimes } from './check-times.ts';
import type { IdentityEvent, IssuerState } from './issuer-keys.ts';
import { readBearer, type Credentials } from './read-bearer.ts';
import { readIdentity } from './read-identity.ts';
import { TokenCache, type KnownToken } from './token-cache.ts';
import { chooseIssuer, trustIssuer, type TrustedIssuer } from './trusted-issuer.ts';
import { verifyToken } from './verify-token.ts';

export type { Credentials, IdentityEvent, IssuerState };

/** Establishes who asks. */
export interface Identifier {
  /**
   * Who asks, or a Refusal: `credentials-missing`, `-ambiguous`, `-malformed`, `issuer-unknown`,
   * `token-invalid`, `token-expired`, `token-too-long-lived`, `keys-unavailable`. The identity is frozen.
   */
  identify(credentials: Credentials): Promise<Identity>;
  /** State of each issuer's keys. */
  ready(): IssuerState[];
  /** Ends the renewal of keys. */
  close(): void;
}

/** How an identifier is made. */
export interface IdentifierOptions {
  /** `agent` demands the issuer's `audience`, `admin` its `adminAudience`; an issuer without one is unknown to admins. */
  purpose: 'agent' | 'admin';
  /** Milliseconds since the epoch; the system's clock by default. */
  now?: () => number;
  log?: (event: IdentityEvent) => void;
}

/** Tokens that are remembered as verified. A token is at most 16 KiB, its identity less. */
const MAX_KNOWN_TOKENS = 10_000;

/** Begins to load the issuers' keys. Throws a SetupError if an issuer's configuration is unsafe. */
export function createIdentifier(
  issuers: readonly IssuerConfig[],
  options: IdentifierOptions,
): Identifier {
  checkIssuers(issuers);
  const now = options.now ?? Date.now;
  const log = options.log ?? (() => undefined);
  const trusted = new Map<string, TrustedIssuer>();
  for (const config of issuers) {
    const audience = options.purpose === 'agent' ? config.audience : config.adminAudience;
    if (audience !== undefined) {
      trusted.set(config.issuer, trustIssuer(config, audience, now, log));
    }
  }
  const cache = new TokenCache(MAX_KNOWN_TOKENS);
  return {
    identify: async (credentials) => {
      const token = readBearer(credentials);
      const sha256 = hash('sha256', token);
      const known = cache.find(sha256) ?? (await learn(token, sha256, trusted, now()));
      // After the wait for keys, if there was one; and for a known token all that time can change.
      checkTimes(known.times, known.issuer.config, now());
      cache.keep(sha256, known);
      return known.identity;
    },
    ready: () => [...trusted.values()].map(({ keys }) => keys.state()),
    close: () => {
      for (const { keys } of trusted.values()) keys.close();
    },
  };
}

async function learn(
  token: string,
  sha256: string,
  trusted: ReadonlyMap<string, TrustedIssuer>,
  now: number,
): Promise<KnownToken> {
  const issuer = chooseIssuer(token, trusted);
  const { claims, keys } = await verifyToken(token, issuer, now);
  return {
    identity: readIdentity(claims, issuer.config, sha256),
    times: readTimes(claims),
    issuer,
    keys,
  };
}
