/** Records one body as it streams: encrypted, held while it is small, else spooled to disk. */
import { hash } from 'node:crypto';
import { Refusal } from '../../errors.ts';
import type { StoredBody } from '../../types.ts';
import type { PackedBody } from '../contract.ts';
import { BodyEncryptor } from '../seal/body-cipher.ts';
import type { Budget } from './budget.ts';
import { Spool, type SpoolPlace } from './spool.ts';

/** Encrypted bodies up to this length go into `N.bodies` with the entry's batch. */
export const PACKED_BYTES = 256 * 1024;

/** What must be appended with the entry that names a body. */
export interface Recorded {
  /** Empty where the body is durable in `objects/`. */
  packed: readonly PackedBody[];
  /** To be called once the entry is appended, or will not be. */
  release: () => void;
}

/** A body that is recorded. */
export interface RecordedBody extends Recorded {
  stored: StoredBody;
}

/** One body. The caller awaits each call before the next. */
export class BodyRecorder {
  readonly #encryptor: BodyEncryptor;
  readonly #limit: number;
  readonly #place: SpoolPlace;
  readonly #budget: Budget;
  #bytes = 0;
  #truncated = false;
  #parts: Buffer[] = [];
  #held = 0;
  #spool: Spool | undefined;
  #over = false;

  /** Whether it is finished or discarded. */
  get isOver(): boolean {
    return this.#over;
  }

  /** `key` encrypts nothing else; `limit` is of the body's own bytes. */
  constructor(key: Buffer, limit: number, place: SpoolPlace, budget: Budget) {
    this.#encryptor = new BodyEncryptor(key);
    this.#limit = limit;
    this.#place = place;
    this.#budget = budget;
  }

  /**
   * Takes the next bytes, which the caller may use again. Gives a promise where it must be waited for.
   * Rejects with a Refusal `ledger-unavailable`; the body is then discarded.
   */
  write(chunk: Buffer): Promise<void> | undefined {
    if (this.#over) throw new TypeError('the body is over');
    const left = this.#limit - this.#bytes;
    if (chunk.length > left) this.#truncated = true;
    const kept = chunk.length > left ? chunk.subarray(0, left) : chunk;
    if (kept.length === 0) return undefined;
    this.#bytes += kept.length;
    return this.#take(this.#encryptor.push(kept));
  }

  /** The body is over. Rejects as `write` does. */
  async finish(): Promise<RecordedBody> {
    if (this.#over) throw new TypeError('the body is over');
    await this.#take(this.#encryptor.end());
    const held = this.#held;
    const stored = (object: string): StoredBody => ({
      object,
      bytes: this.#bytes,
      ...(this.#truncated && { truncated: true }),
    });
    const spool = this.#spool;
    if (spool) {
      const digest = await this.#attempt(() => spool.finish());
      this.#over = true;
      return { stored: stored(digest), packed: [], release: () => undefined };
    }
    this.#over = true;
    const bytes = Buffer.concat(this.#parts);
    const digest = hash('sha256', bytes, 'buffer');
    return {
      stored: stored(digest.toString('hex')),
      packed: [{ digest, bytes }],
      release: () => this.#budget.give(held),
    };
  }

  /** Forgets the body. Never rejects; does nothing once `finish` was called. */
  async discard(): Promise<void> {
    if (this.#over) return;
    this.#over = true;
    this.#giveBack();
    await this.#spool?.discard();
  }

  #take(parts: Buffer[]): Promise<void> | undefined {
    if (parts.length === 0) return undefined;
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    if (!this.#spool && this.#held + length <= PACKED_BYTES && this.#budget.take(length)) {
      this.#parts.push(...parts);
      this.#held += length;
      return undefined;
    }
    return this.#attempt(() => this.#write(parts));
  }

  async #write(parts: Buffer[]): Promise<void> {
    if (!this.#spool) {
      this.#spool = await Spool.open(this.#place);
      const before = this.#parts;
      this.#giveBack();
      await this.#spool.write(Buffer.concat(before));
    }
    await this.#spool.write(Buffer.concat(parts));
  }

  #giveBack(): void {
    this.#budget.give(this.#held);
    this.#held = 0;
    this.#parts = [];
  }

  async #attempt<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      await this.discard();
      const detail = 'The body cannot be recorded; try again later.';
      throw new Refusal('ledger-unavailable', detail, { retryAfter: 1 }, error);
    }
  }
}
