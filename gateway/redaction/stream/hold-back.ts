import { ByteStore } from './byte-store.ts';
import { tooMuch } from './refuse.ts';

/** Takes a copy of bytes that leave. */
interface Sink {
  append(bytes: Buffer, start: number, end: number): void;
}

/**
 * What stands between two members or elements where the second may be removed: the white space, the
 * comma and the name go with it. It is held back until it is known whether the second stays. Only
 * the innermost open container can have something held back.
 */
export class HoldBack {
  readonly #limit: number;
  /** What was held back of earlier chunks. */
  readonly #earlier = new ByteStore();
  /** White space before the first member or element, once that is removed. */
  readonly #leading = new ByteStore();
  #from = 0;
  #isActive = false;
  #isFrozen = false;
  #part = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether bytes are held back. */
  get isActive(): boolean {
    return this.#isActive;
  }

  /** Where, in the chunk, what is held back begins; nothing before it is. */
  get from(): number {
    return this.#from;
  }

  /** From here on bytes are held back. */
  start(at: number): void {
    this.#isActive = true;
    this.#from = at;
    this.#part = 0;
  }

  /** The member or element begins `length` bytes before `at`. */
  markPart(at: number, length: number): void {
    this.#part = this.#lengthAt(at) - length;
  }

  /** What is held back ends here, though it is not known yet whether it leaves. */
  freeze(bytes: Buffer, at: number): void {
    this.#add(bytes, at);
    this.#isFrozen = true;
  }

  /** The chunk is over. */
  carry(bytes: Buffer): void {
    if (!this.#isFrozen) this.#add(bytes, bytes.length);
    this.#from = 0;
  }

  /**
   * What is held back goes on with the bytes before it as if it had not been held, if all of it is
   * still in the chunk; whether it is.
   */
  forget(at: number): boolean {
    if (this.#isFrozen || this.#earlier.length > 0) return false;
    this.#check(at);
    this.#isActive = false;
    return true;
  }

  /** All that is held back, up to `at`, leaves. Where in the chunk the rest of it begins. */
  release(output: Sink, at: number): number {
    return this.#leave(output, at, 0);
  }

  /** Only the member or element leaves, after the white space that stood before the first. */
  releasePart(output: Sink, at: number): number {
    const leading = this.#leading.take();
    output.append(leading, 0, leading.length);
    return this.#leave(output, at, this.#part);
  }

  /** Nothing leaves. Of the first, the white space before it is kept for one that stays. */
  drop(bytes: Buffer, at: number, isFirst: boolean): void {
    this.#check(at);
    if (isFirst) {
      const earlier = Math.min(this.#part, this.#earlier.length);
      const held = this.#earlier.take();
      this.#leading.append(held, 0, earlier);
      if (!this.#isFrozen) {
        this.#leading.append(bytes, this.#from, this.#from + this.#part - earlier);
      }
    }
    this.#end();
  }

  /** The container closes, and nothing in it stays. */
  dropAll(): void {
    this.#leading.clear();
    this.#end();
  }

  #leave(output: Sink, at: number, skipped: number): number {
    this.#check(at);
    const inEarlier = Math.min(skipped, this.#earlier.length);
    const held = this.#earlier.take();
    output.append(held, inEarlier, held.length);
    const from = this.#isFrozen ? at : this.#from + skipped - inEarlier;
    this.#end();
    return from;
  }

  #end(): void {
    this.#earlier.clear();
    this.#isActive = false;
    this.#isFrozen = false;
  }

  #lengthAt(at: number): number {
    return this.#isFrozen ? this.#earlier.length : this.#earlier.length + at - this.#from;
  }

  #add(bytes: Buffer, end: number): void {
    this.#check(end);
    this.#earlier.append(bytes, this.#from, end);
  }

  /** In bytes that came at once too, so that the chunks make no difference. */
  #check(at: number): void {
    if (this.#lengthAt(at) <= this.#limit) return;
    throw tooMuch('white space or a name beside what is removed', this.#limit);
  }
}
