import type { Replace } from '../contract.ts';
import { copyOf, EMPTY } from './bytes.ts';
import { ByteStore } from './byte-store.ts';
import { tooMuch } from './refuse.ts';
import type { State } from './state.ts';
import type { Walker } from './walker.ts';
import {
  CHILD,
  DEPTH,
  FRAME_GUESS,
  FRAME_HAS_KEPT,
  FRAME_INDEX,
  FRAME_IS_ARRAY,
  FRAME_IS_EMPTY,
  FRAME_NAME,
  FRAME_NAME_ESCAPED,
  FRAME_NAME_LENGTH,
  FRAME_SIZE,
  FRAME_STATE,
  FRAME_TOLD,
  FRAMES,
  FREE,
  IN,
  IN_NAME,
  KEPT,
  KINDS,
  MODE,
  NOTHING,
  STATE_GUESSES,
  TOP,
} from './wasm/layout.ts';

/** Words of a frame that stand for the same wherever they are loaded. */
const PLAIN_WORDS = [
  FRAME_IS_ARRAY,
  FRAME_NAME_LENGTH,
  FRAME_NAME_ESCAPED,
  FRAME_TOLD,
  FRAME_IS_EMPTY,
  FRAME_HAS_KEPT,
] as const;

/** An open container that is followed, between two chunks. */
interface KeptFrame {
  state: State;
  words: number[];
  index: number;
  name: Buffer;
}

const NO_FRAMES: readonly KeptFrame[] = [];

/** Where in a body one of its chunks has ended: any walker can go on from there. */
export class Progress {
  readonly #limit: number;
  #mode = 0;
  #depth = 0;
  /** None of a body that is over. */
  #registers: Buffer = EMPTY;
  #child: State | undefined;
  #kinds: Buffer = EMPTY;
  #frames: readonly KeptFrame[] = NO_FRAMES;
  /** Of a name that is followed, what stood in earlier chunks. */
  #cutName: ByteStore | undefined;

  /** `limit` is how many bytes names may have, alone and together. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many containers are open. */
  get depth(): number {
    return this.#depth;
  }

  /** The name of the member in a followed container, if its chunk is gone. */
  keptName(frame: number): Buffer {
    return this.#frames[frame - 1]?.name ?? EMPTY;
  }

  /** The end of a cut name has come: the name as written. */
  endName(frame: number, chunk: Buffer, end: number): Buffer {
    this.#addToName(chunk, 0, end);
    const name = this.#cutName!.take().subarray(0, -1);
    this.#frames[frame - 1]!.name = name;
    return name;
  }

  /** Brings a walker to where the body is; its chunk is not there yet. `replace` is that of the masker. */
  load({ memory, tables }: Walker, replace: Replace): void {
    if (!this.#child) return;
    const child = tables.pointerOf(this.#child, replace);
    memory.bytes.set(this.#registers, 0);
    memory.setWord(CHILD, child);
    memory.bytes.set(this.#kinds, KINDS + 1);
    for (const [index, kept] of this.#frames.entries()) {
      const frame = FRAMES + (index + 1) * FRAME_SIZE;
      const pointer = tables.pointerOf(kept.state, replace);
      memory.setWord(frame + FRAME_STATE, pointer);
      memory.setWord(frame + FRAME_GUESS, pointer + STATE_GUESSES);
      memory.setDouble(frame + FRAME_INDEX, kept.index);
      for (const [word, at] of PLAIN_WORDS.entries()) memory.setWord(frame + at, kept.words[word]!);
      memory.setWord(frame + FRAME_NAME, this.#isCutAt(index + 1) ? IN : KEPT);
    }
  }

  /** Takes it from the walker, once it has walked over `chunk`. */
  save({ memory, tables }: Walker, chunk: Buffer): void {
    this.#mode = memory.word(MODE);
    this.#depth = memory.word(DEPTH);
    if (this.#mode === NOTHING) {
      this.#child = undefined;
      this.#registers = EMPTY;
      this.#frames = NO_FRAMES;
      return;
    }
    const top = memory.word(TOP);
    this.#registers = copyOf(memory.bytes, 0, FREE);
    this.#child = tables.stateAt(memory.word(CHILD));
    this.#kinds = copyOf(memory.bytes, KINDS + 1, KINDS + 1 + this.#depth);
    const frames: KeptFrame[] = [];
    for (let at = 1; at <= top; at += 1) {
      const frame = FRAMES + at * FRAME_SIZE;
      const start = memory.word(frame + FRAME_NAME) - IN;
      const isCut = this.#isCutAt(at);
      if (isCut) this.#addToName(chunk, start, chunk.length);
      const length = isCut ? 0 : memory.word(frame + FRAME_NAME_LENGTH);
      frames.push({
        state: tables.stateAt(memory.word(frame + FRAME_STATE)),
        words: PLAIN_WORDS.map((word) => memory.word(frame + word)),
        index: memory.double(frame + FRAME_INDEX),
        name: this.#nameAt(at, chunk, start, length),
      });
    }
    this.#frames = frames;
  }

  #nameAt(frame: number, chunk: Buffer, start: number, length: number): Buffer {
    if (length === 0) return EMPTY;
    return start < 0 ? this.keptName(frame) : copyOf(chunk, start, start + length);
  }

  /** With its closing quote, a name may have as many bytes as may be held. */
  #addToName(chunk: Buffer, start: number, end: number): void {
    this.#cutName ??= new ByteStore();
    this.#cutName.append(chunk, start, end);
    if (this.#cutName.length > this.#limit) throw tooMuch('a name', this.#limit);
  }

  /** Whether the last chunk's end cut a name right in that container. */
  #isCutAt(frame: number): boolean {
    return this.#mode === IN_NAME && this.#depth === frame;
  }
}
