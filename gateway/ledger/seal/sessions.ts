/** Which requests share a key: those of one agent with one login, within a time. */
import { randomBytes, randomUUIDv7 } from 'node:crypto';
import { Refusal } from '../../errors.ts';
import type { Identity, SessionIdentity } from '../../types.ts';
import type { Session } from '../contract.ts';
import { KEY_BYTES } from './cipher.ts';
import type { KeyEncryption } from './key-encryption.ts';

/** Sessions that are remembered. One that is forgotten begins anew: that costs an entry and nothing else. */
const MAX_KNOWN = 10_000;
/** Keys that may be on their way to be wrapped, so that a flood of tokens is no flood of calls to Vault. */
const MAX_WRAPPING = 64;

/** How sessions are kept; times in milliseconds. */
export interface SessionOptions {
  key: KeyEncryption;
  idle: number;
  max: number;
  /** Milliseconds since the epoch. */
  now?: () => number;
  maxKnown?: number;
  maxWrapping?: number;
}

/** What a session is told apart by. */
type Owner = Pick<Identity, 'issuer' | 'subject' | 'client_id' | 'actors' | 'login'>;

interface Known {
  session: Session;
  begun: number;
  used: number;
}

/** The sessions of a gateway. */
export class Sessions {
  readonly #options: Required<SessionOptions>;
  /** The least recently used first. */
  readonly #known = new Map<string, Known>();
  readonly #beginning = new Map<string, Promise<Session>>();
  #own: Known;
  #renewing = false;

  private constructor(options: Required<SessionOptions>, own: Session) {
    this.#options = options;
    const now = options.now();
    this.#own = { session: own, begun: now, used: now };
  }

  /** Opens with the gateway's own session. Rejects where its key cannot be wrapped. */
  static async open(options: SessionOptions): Promise<Sessions> {
    const all = { now: Date.now, maxKnown: MAX_KNOWN, maxWrapping: MAX_WRAPPING, ...options };
    return new Sessions(all, await begin(all.key));
  }

  /** The gateway's own, for requests of nobody who is known. Where it cannot be renewed it goes on. */
  get own(): Session {
    if (!this.#renewing && this.#options.now() - this.#own.begun >= this.#options.max) {
      void this.#renew();
    }
    return this.#own.session;
  }

  /** The session of an agent: at once where it is known. Rejects with a Refusal `ledger-unavailable`. */
  of(identity: Owner): Session | Promise<Session> {
    const name = nameOf(identity);
    const known = this.#known.get(name);
    const now = this.#options.now();
    this.#known.delete(name);
    if (known && this.#lasts(known, now)) {
      known.used = now;
      this.#known.set(name, known);
      return known.session;
    }
    return this.#begin(name, identity);
  }

  #lasts({ begun, used }: Known, now: number): boolean {
    return now - begun < this.#options.max && now - used < this.#options.idle;
  }

  #begin(name: string, identity: Owner): Promise<Session> {
    const running = this.#beginning.get(name);
    if (running) return running;
    const { key, now, maxWrapping } = this.#options;
    if (this.#beginning.size >= maxWrapping) return Promise.reject(unavailable());
    const beginning = begin(key, describeOwner(identity))
      .then((session) => {
        this.#keep(name, { session, begun: now(), used: now() });
        return session;
      })
      .finally(() => this.#beginning.delete(name));
    this.#beginning.set(name, beginning);
    return beginning;
  }

  #keep(name: string, known: Known): void {
    this.#known.set(name, known);
    if (this.#known.size <= this.#options.maxKnown) return;
    const [oldest] = this.#known.keys();
    this.#known.delete(oldest!);
  }

  async #renew(): Promise<void> {
    this.#renewing = true;
    const { key, now } = this.#options;
    const session = await begin(key).catch(() => undefined);
    if (session) this.#own = { session, begun: now(), used: now() };
    this.#renewing = false;
  }
}

async function begin(kek: KeyEncryption, identity?: SessionIdentity): Promise<Session> {
  const id = randomUUIDv7();
  const key = randomBytes(KEY_BYTES);
  try {
    const wrapped = await kek.wrap(id, key);
    return { id, kek: kek.id, wrapped, key, ...(identity && { identity }) };
  } catch (error) {
    throw unavailable(error);
  }
}

function unavailable(cause?: unknown): Refusal {
  const detail = 'No key can be had for the evidence of a new session; try again later';
  return new Refusal('ledger-unavailable', detail, { retryAfter: 1 }, cause);
}

/** As text in which no member can run into the next. */
function nameOf({ issuer, subject, client_id: client, actors, login }: Owner): string {
  return JSON.stringify([
    issuer,
    subject,
    client ?? null,
    actors.map((actor) => [actor.issuer ?? null, actor.subject]),
    login,
  ]);
}

/** Who an agent is, for the record: without groups, times and what else its tokens say. */
export function describeOwner(identity: Omit<Owner, 'login'>): SessionIdentity {
  const { issuer, subject, client_id: client, actors } = identity;
  return {
    issuer,
    subject,
    ...(client !== undefined && { client_id: client }),
    ...(actors.length > 0 && { actors }),
  };
}
