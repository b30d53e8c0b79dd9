import { createHash, randomBytes } from 'node:crypto';
import type { SignedIn } from './types.ts';

/** Somebody who is signed in, with one browser. */
export interface Session extends SignedIn {
  /** `oidc` or `saml`, and the way's name. */
  readonly kind: 'oidc' | 'saml';
  readonly way: string;
  /** What requests that change something must say. */
  readonly csrf: string;
  /** When it ends at the latest, milliseconds since the epoch. */
  readonly expiresAt: number;
  /** Aborted when it ends, for what still runs under it. */
  readonly ended: AbortSignal;
}

/** How long sessions last, in milliseconds. */
export interface SessionLimits {
  maxAge: number;
  idle: number;
}

/** After how long a session gets another cookie. */
export const ROTATE_AFTER = 15 * 60_000;
/** How long the old one still serves once the new one was used: for requests that were on their way. */
export const GRACE = 30_000;
/** How long it serves where the new one was never used: its answer may have been lost. */
export const UNCONFIRMED = 5 * 60_000;

/** Past these the one that was idle longest ends. */
const MAX_SESSIONS = 10_000;
const MAX_PER_PERSON = 20;

interface Kept extends Session {
  readonly abort: AbortController;
  current: string;
  rotatedAt: number;
  seenAt: number;
  /** The cookie before this one; it is remembered after its time, for it to be known as an old one. */
  previous?: string | undefined;
  /** When the current cookie was first used. */
  confirmedAt?: number | undefined;
}

/**
 * Sessions in memory: a restart ends them. Of a cookie only its SHA-256 is kept, so that nothing here
 * opens a session.
 */
export class Sessions {
  readonly #limits: SessionLimits;
  readonly #now: () => number;
  /** In the order of use. */
  readonly #byHash = new Map<string, Kept>();
  readonly #all = new Set<Kept>();
  readonly #sweep: NodeJS.Timeout;

  constructor(limits: SessionLimits, now: () => number = Date.now) {
    this.#limits = limits;
    this.#now = now;
    this.#sweep = setInterval(() => this.#endExpired(), 10_000).unref();
  }

  /** Begins a session; gives its first cookie. */
  begin(signedIn: SignedIn, kind: 'oidc' | 'saml', way: string): { cookie: string } {
    this.#makeRoom(signedIn);
    const now = this.#now();
    const cookie = randomBytes(32).toString('base64url');
    const abort = new AbortController();
    const kept: Kept = {
      ...signedIn,
      kind,
      way,
      csrf: randomBytes(32).toString('base64url'),
      expiresAt: Math.min(now + this.#limits.maxAge, signedIn.until ?? Infinity),
      abort,
      ended: abort.signal,
      current: hashOf(cookie),
      rotatedAt: now,
      seenAt: now,
      // Nothing was there before it that could be lost.
      confirmedAt: now,
    };
    this.#all.add(kept);
    this.#byHash.set(kept.current, kept);
    return { cookie };
  }

  /**
   * The session of a cookie, or undefined. A cookie that was replaced and comes back late was stolen,
   * or its thief was here first: the session ends.
   */
  find(cookie: string | undefined): Session | undefined {
    const hash = cookie === undefined ? '' : hashOf(cookie);
    const kept = this.#byHash.get(hash);
    if (!kept) return undefined;
    const now = this.#now();
    if (this.#isOver(kept, now) || (hash !== kept.current && !isServing(kept, now))) {
      this.end(kept);
      return undefined;
    }
    if (hash === kept.current) kept.confirmedAt ??= now;
    kept.seenAt = now;
    this.#all.delete(kept);
    this.#all.add(kept);
    return kept;
  }

  /** Another cookie for a session whose cookie is due for it, or undefined. `cookie` is the one that was sent. */
  rotate(session: Session, cookie: string): string | undefined {
    const kept = session as Kept;
    const now = this.#now();
    if (kept.ended.aborted) return undefined;
    const hash = hashOf(cookie);
    const isDue = hash === kept.current && now - kept.rotatedAt >= ROTATE_AFTER;
    // The answer with the new cookie did not arrive: it is another one's turn.
    const isLost =
      hash === kept.previous && kept.confirmedAt === undefined && now - kept.rotatedAt >= GRACE;
    if (!isDue && !isLost) return undefined;
    const next = randomBytes(32).toString('base64url');
    if (isDue) {
      if (kept.previous !== undefined) this.#byHash.delete(kept.previous);
      kept.previous = kept.current;
    } else {
      this.#byHash.delete(kept.current);
    }
    kept.current = hashOf(next);
    kept.rotatedAt = now;
    kept.confirmedAt = undefined;
    this.#byHash.set(kept.current, kept);
    return next;
  }

  /** Ends a session. Safe to call twice. */
  end(session: Session): void {
    const kept = session as Kept;
    if (!this.#all.delete(kept)) return;
    this.#byHash.delete(kept.current);
    if (kept.previous !== undefined) this.#byHash.delete(kept.previous);
    delete kept.tokens;
    kept.abort.abort();
  }

  /** Ends all that are meant; gives how many. */
  endWhere(isMeant: (session: Session) => boolean): number {
    const meant = [...this.#all].filter(isMeant);
    for (const kept of meant) this.end(kept);
    return meant.length;
  }

  /** How many there are. */
  get size(): number {
    return this.#all.size;
  }

  /** Ends all. */
  close(): void {
    clearInterval(this.#sweep);
    this.endWhere(() => true);
  }

  #isOver(kept: Kept, now: number): boolean {
    return !(now < kept.expiresAt && now - kept.seenAt < this.#limits.idle);
  }

  #endExpired(): void {
    const now = this.#now();
    this.endWhere((session) => this.#isOver(session as Kept, now));
  }

  #makeRoom({ person }: SignedIn): void {
    const own = [...this.#all].filter(
      (kept) => kept.person.issuer === person.issuer && kept.person.subject === person.subject,
    );
    if (own.length >= MAX_PER_PERSON) this.end(own[0]!);
    if (this.#all.size >= MAX_SESSIONS) this.end([...this.#all][0]!);
  }
}

/** Whether the cookie before the current one still serves. */
function isServing({ confirmedAt, rotatedAt }: Kept, now: number): boolean {
  return confirmedAt === undefined ? now - rotatedAt < UNCONFIRMED : now - confirmedAt < GRACE;
}

function hashOf(cookie: string): string {
  return createHash('sha256').update(cookie).digest('hex');
}
