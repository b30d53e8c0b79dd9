import { Buffer } from 'node:buffer';
import { FRAME_STATE, FRAMES, FREE, KINDS, NO_STATE, TABLES } from './wasm/layout.ts';

const PAGE = 65_536;
const ALIGNMENT = 16;

/** A walker's memory, by addresses. It may grow whenever the walker runs. */
export class WalkerMemory {
  readonly #memory: WebAssembly.Memory & { grow(pages: number): number };
  #bytes: Buffer;
  #words: Uint32Array;
  #doubles: Float64Array;

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory as WebAssembly.Memory & { grow(pages: number): number };
    this.#bytes = Buffer.from(memory.buffer);
    this.#words = new Uint32Array(memory.buffer);
    this.#doubles = new Float64Array(memory.buffer);
    this.setWord(FREE, TABLES);
    this.#bytes[KINDS] = 1;
    this.setWord(FRAMES + FRAME_STATE, NO_STATE);
  }

  /** All of it; not to be kept. */
  get bytes(): Buffer {
    if (this.#bytes.length === 0) this.#look();
    return this.#bytes;
  }

  /** All of it as words, which saves looking anew for each; not to be kept either. */
  get words(): Uint32Array {
    if (this.#words.length === 0) this.#look();
    return this.#words;
  }

  word(at: number): number {
    if (this.#words.length === 0) this.#look();
    return this.#words[at >> 2]!;
  }

  setWord(at: number, value: number): void {
    if (this.#words.length === 0) this.#look();
    this.#words[at >> 2] = value;
  }

  double(at: number): number {
    if (this.#doubles.length === 0) this.#look();
    return this.#doubles[at >> 3]!;
  }

  setDouble(at: number, value: number): void {
    if (this.#doubles.length === 0) this.#look();
    this.#doubles[at >> 3] = value;
  }

  /** Room for so many bytes, all zero. */
  allocate(bytes: number): number {
    const at = this.word(FREE);
    const free = at + Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    const missing = free - this.bytes.length;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE));
    this.setWord(FREE, free);
    return at;
  }

  /** Growing detaches what was there before. */
  #look(): void {
    const { buffer } = this.#memory;
    this.#bytes = Buffer.from(buffer);
    this.#words = new Uint32Array(buffer);
    this.#doubles = new Float64Array(buffer);
  }
}
