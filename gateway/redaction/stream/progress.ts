import type { State } from './automaton.ts';
import { copyOf, EMPTY } from './bytes.ts';
import { ByteStore } from './byte-store.ts';
import { tooMuch } from './refuse.ts';
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
  MAX_NAME,
  MODE,
  NO_STATE,
  REGISTERS_SIZE,
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

/** How far a body has come, between two of its chunks: any walker can go on from there. */
export class Progress {
  readonly #registers: Uint32Array;
  #child: State;
  #kinds: Buffer = Buffer.of(1);
  #frames: KeptFrame[] = [];
  /** Of a name that is followed, what stood in earlier chunks. */
  readonly #cutName = new ByteStore();

  /** `limits` are registers and what stands in them from the beginning. */
  constructor(start: State, limits: readonly [register: number, value: number][]) {
    this.#registers = new Uint32Array(REGISTERS_SIZE / 4);
    for (const [register, value] of limits) this.#registers[register >> 2] = value;
    this.#child = start;
  }

  /** What must come next. */
  get mode(): number {
    return this.#registers[MODE >> 2]!;
  }

  get depth(): number {
    return this.#registers[DEPTH >> 2]!;
  }

  /** The name of the member in a followed container, if its chunk is gone. */
  keptName(frame: number): Buffer {
    return this.#frames[frame - 1]?.name ?? EMPTY;
  }

  /** The end of a cut name has come: the name as written. */
  endName(frame: number, chunk: Buffer, end: number): Buffer {
    this.#addToName(chunk, 0, end);
    const name = this.#cutName.take().subarray(0, -1);
    this.#frames[frame - 1]!.name = name;
    return name;
  }

  /** Brings a walker to where the body is; its chunk is not there yet. */
  load({ memory }: Walker, pointerOf: (state: State) => number): void {
    const free = memory.word(FREE);
    memory.setWords(0, this.#registers);
    memory.setWord(FREE, free);
    memory.bytes.set(this.#kinds, KINDS);
    memory.setWord(FRAMES + FRAME_STATE, NO_STATE);
    memory.setWord(FRAMES + FRAME_NAME_LENGTH, 0);
    for (const [index, kept] of this.#frames.entries()) {
      const frame = FRAMES + (index + 1) * FRAME_SIZE;
      const pointer = pointerOf(kept.state);
      memory.setWord(frame + FRAME_STATE, pointer);
      memory.setWord(frame + FRAME_GUESS, pointer + STATE_GUESSES);
      memory.setDouble(frame + FRAME_INDEX, kept.index);
      for (const [word, at] of PLAIN_WORDS.entries()) memory.setWord(frame + at, kept.words[word]!);
      memory.setWord(frame + FRAME_NAME, this.#isCutAt(index + 1) ? IN : KEPT);
    }
    memory.setWord(CHILD, pointerOf(this.#child));
  }

  /** Takes it from the walker, once it has walked over `chunk`. */
  save({ memory, tables }: Walker, chunk: Buffer): void {
    this.#registers.set(memory.wordsFrom(0, REGISTERS_SIZE));
    const top = memory.word(TOP);
    this.#child = tables.stateAt(memory.word(CHILD));
    this.#kinds = copyOf(memory.bytes, KINDS, KINDS + this.depth + 1);
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
        name: start < 0 ? this.keptName(at) : copyOf(chunk, start, start + length),
      });
    }
    this.#frames = frames;
  }

  /** With its closing quote, a name may have as many bytes as may be held. */
  #addToName(chunk: Buffer, start: number, end: number): void {
    this.#cutName.append(chunk, start, end);
    const limit = this.#registers[MAX_NAME >> 2]!;
    if (this.#cutName.length > limit) throw tooMuch('a name', limit);
  }

  /** Whether the last chunk's end cut a name right in that container. */
  #isCutAt(frame: number): boolean {
    return this.mode === IN_NAME && this.depth === frame;
  }
}
