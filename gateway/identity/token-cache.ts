import type { Identity } from '../types.ts';
import type { TokenTimes } from './check-times.ts';
import type { KeySet } from './key-set.ts';
import type { TrustedIssuer } from './trusted-issuer.ts';

/** A token that was verified. It is known by its hash; the token itself is not kept. */
export interface KnownToken {
  identity: Identity;
  times: TokenTimes;
  issuer: TrustedIssuer;
  /** The key set that verified it. The entry is void when the issuer's is another. */
  keys: KeySet;
}

/** Verified tokens by their SHA-256; the one that was not used for longest goes first. */
export class TokenCache {
  readonly #limit: number;
  /** A Map keeps the order of insertion: the first is the one longest unused. */
  readonly #tokens = new Map<string, KnownToken>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many tokens it holds. */
  get size(): number {
    return this.#tokens.size;
  }

  /** The token, if it is known and its issuer still has the keys that verified it. */
  find(sha256: string): KnownToken | undefined {
    const known = this.#tokens.get(sha256);
    if (known === undefined || known.keys === known.issuer.keys.fresh()) return known;
    this.#tokens.delete(sha256);
    return undefined;
  }

  /** Remembers the token as the one used last. */
  keep(sha256: string, token: KnownToken): void {
    this.#tokens.delete(sha256);
    this.#tokens.set(sha256, token);
    if (this.#tokens.size <= this.#limit) return;
    const [oldest] = this.#tokens.keys();
    if (oldest !== undefined) this.#tokens.delete(oldest);
  }
}
