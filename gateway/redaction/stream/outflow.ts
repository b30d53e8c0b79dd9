import { EMPTY } from './bytes.ts';
import { HoldBack } from './hold-back.ts';
import { unmaskable } from './refuse.ts';
import type { Walker } from './walker.ts';
import { FRAME_HAS_KEPT, FRAME_IS_EMPTY, FRAME_SIZE, FRAMES, TOP } from './wasm/layout.ts';

/**
 * What of a chunk leaves, and what is held back of it: what stands between two members or elements
 * of which the second may be removed. All indices are those of the chunk.
 */
export class Outflow {
  readonly #hold: HoldBack;
  #walker: Walker | undefined;
  #chunk: Buffer = EMPTY;

  constructor(limit: number) {
    this.#hold = new HoldBack(limit);
  }

  /** The next chunk, and the walker that has it. */
  open(walker: Walker, chunk: Buffer): void {
    this.#walker = walker;
    this.#chunk = chunk;
  }

  /** The chunk is over. What of it leaves; `isCut` where nothing that is not held leaves any more. */
  carry(isCut: boolean): Buffer {
    const walker = this.#walker!;
    const held = this.#hold.isActive ? this.#hold.from : this.#chunk.length;
    const end = isCut ? walker.from : held;
    const leaving = walker.leaving(this.#chunk, end);
    if (this.#hold.isActive) this.#hold.carry(this.#chunk);
    this.#chunk = EMPTY;
    return leaving;
  }

  /** The chunk's bytes before `at` leave, but for those that have been dealt with. */
  leave(at: number): void {
    this.#walker!.leave(at);
  }

  /** A text leaves. */
  append(text: Buffer): void {
    this.#walker!.append(text, 0, text.length);
  }

  /** What stands before `at` in the chunk has been dealt with. */
  skip(at: number): void {
    this.#walker!.from = at;
  }

  /** From here on bytes are held back. */
  holdFrom(at: number): void {
    this.#hold.start(at);
  }

  /** A member or element begins `length` bytes before `at`. */
  markPart(at: number, length: number): void {
    if (this.#hold.isActive) this.#hold.markPart(at, length);
  }

  /** A value begins of which it is known at its end whether it stays. */
  pause(at: number): void {
    if (this.#hold.isActive) {
      this.leave(this.#hold.from);
      this.#hold.freeze(this.#chunk, at);
    } else {
      this.leave(at);
    }
  }

  /** The member or element that begins stays, if it could have gone. */
  stay(at: number): void {
    if (!this.#hold.isActive) return;
    if (this.#isEmpty || this.#hasKept) {
      this.#release(at);
    } else {
      this.leave(this.#hold.from);
      this.skip(this.#hold.releasePart(this.#walker!, at));
    }
    this.#setFrame(FRAME_IS_EMPTY, 0);
    this.#setFrame(FRAME_HAS_KEPT, 1);
  }

  /** The member or element goes, and what stands between it and the one before. */
  remove(at: number): void {
    if (!this.#hold.isActive) throw unmaskable('A mask path selects the whole body to be removed.');
    this.leave(this.#hold.from);
    this.#hold.drop(this.#chunk, at, this.#isEmpty);
    this.#setFrame(FRAME_IS_EMPTY, 0);
  }

  /** The container closes at `at` in which members or elements may have gone. */
  close(at: number): void {
    if (!this.#hold.isActive) return;
    if (this.#isEmpty || this.#hasKept) {
      this.#release(at);
    } else {
      this.leave(this.#hold.from);
      this.#hold.dropAll();
      this.skip(at);
    }
  }

  #release(at: number): void {
    if (this.#hold.forget(at)) return;
    this.leave(this.#hold.from);
    this.skip(this.#hold.release(this.#walker!, at));
  }

  /** Whether no member or element of the innermost container has begun. */
  get #isEmpty(): boolean {
    return this.#frame(FRAME_IS_EMPTY) !== 0;
  }

  /** Whether one stayed. */
  get #hasKept(): boolean {
    return this.#frame(FRAME_HAS_KEPT) !== 0;
  }

  #frame(word: number): number {
    const { memory } = this.#walker!;
    return memory.word(FRAMES + memory.word(TOP) * FRAME_SIZE + word);
  }

  #setFrame(word: number, value: number): void {
    const { memory } = this.#walker!;
    memory.setWord(FRAMES + memory.word(TOP) * FRAME_SIZE + word, value);
  }
}
