// A look at the global costs a call.
import { Buffer } from 'node:buffer';
import { Tables } from './tables.ts';
import { WalkerMemory } from './memory.ts';
import type { Room } from './room.ts';
import { instantiateWalker, type WalkerExports, type WalkerImports } from './walker-module.ts';
import { END, FAULT_AT, FROM, IN, IN_SIZE, OUT, OUT_AT, OUT_SIZE } from './wasm/layout.ts';
import { EMPTY } from './bytes.ts';

/** Bytes that a walker takes at a time. */
export const MAX_CHUNK = IN_SIZE;

/** Who is asked while a walker runs. */
export type WalkerHost = Omit<WalkerImports, 'flush'>;

/** Gives who is asked: most bodies are walked over without. */
export interface HostMaker {
  hostFor(walker: Walker, chunk: Buffer): WalkerHost;
}

/**
 * A walker: it takes the chunks of one body after the other's, each from where `Progress` says that
 * its body is. Nothing of a body stays in it between chunks, but for names of members that were
 * learnt, which are compared with and never leave.
 */
export class Walker {
  readonly memory: WalkerMemory;
  readonly tables: Tables;
  readonly #exports: WalkerExports;
  #maker: HostMaker | undefined;
  #chunk: Buffer = EMPTY;
  #room: Room | undefined;
  /** What is to leave and had no more room. */
  #pieces: Buffer[] = [];
  #used = OUT;

  constructor() {
    const host = (): WalkerHost => this.#maker!.hostFor(this, this.#chunk);
    this.#exports = instantiateWalker({
      resolveName: (state, start, end, escaped) => host().resolveName(state, start, end, escaped),
      resolveItem: (state, index) => host().resolveItem(state, index),
      resolveCutName: (end) => host().resolveCutName(end),
      named: (length, at) => host().named(length, at),
      begin: (at) => host().begin(at),
      ended: (at) => host().ended(at),
      closing: (at) => host().closing(at),
      located: (mask) => host().located(mask),
      flush: () => this.#flush(),
    });
    this.memory = new WalkerMemory(this.#exports.memory);
    this.tables = new Tables(this.memory);
  }

  /** Begins with a chunk of at most `MAX_CHUNK` bytes. What leaves of it stands in `room`, if there is one. */
  open(chunk: Buffer, maker: HostMaker, room: Room | undefined): void {
    this.#maker = maker;
    this.#chunk = chunk;
    this.#room = room;
    this.memory.bytes.set(chunk, IN);
    const { words } = this.memory;
    words[END >> 2] = IN + chunk.length;
    words[FROM >> 2] = IN;
    words[OUT_AT >> 2] = OUT;
  }

  /** Walks over the chunk: a code of `wasm/layout.ts`. */
  walk(): number {
    return this.#exports.walk();
  }

  /** Whether the text may end with the number that the last chunk's end cut. */
  mayEndNumber(): boolean {
    return this.#exports.mayEndNumber() !== 0;
  }

  /** Where in the chunk the fault is for which it was refused. */
  get faultAt(): number {
    return this.memory.word(FAULT_AT) - IN;
  }

  /** Of the chunk, all bytes before have left, or never will. */
  get from(): number {
    return this.memory.word(FROM) - IN;
  }

  set from(at: number) {
    this.memory.setWord(FROM, IN + at);
  }

  /** The chunk's bytes before `at` leave, but for those that have been dealt with. */
  leave(at: number): void {
    this.#exports.leave(IN + at);
  }

  /** What is in `bytes` from `start` to before `end` leaves. */
  append(bytes: Buffer, start: number, end: number): void {
    if (end <= start) return;
    if (this.memory.word(OUT_AT) + end - start > OUT + OUT_SIZE) this.#flush();
    if (end - start > OUT_SIZE) {
      this.#pieces.push(Buffer.from(bytes.subarray(start, end)));
      return;
    }
    const at = this.memory.word(OUT_AT);
    this.memory.bytes.set(bytes.subarray(start, end), at);
    this.memory.setWord(OUT_AT, at + end - start);
  }

  /** What is to leave, with the chunk's bytes before `end`: no copy where nothing else is. */
  leaving(chunk: Buffer, end: number): Buffer {
    if (this.#pieces.length === 0 && this.memory.word(OUT_AT) === OUT) {
      return chunk.subarray(this.from, end);
    }
    this.leave(end);
    return this.take();
  }

  /** What is to leave. */
  take(): Buffer {
    if (this.#pieces.length === 0) return this.#takeOutput();
    this.#flush();
    const pieces = this.#pieces;
    this.#pieces = [];
    return Buffer.concat(pieces);
  }

  /** Forgets the body, so that nothing of it can come to stand in another. */
  close(): void {
    this.#exports.wipe(Math.max(this.#used, this.memory.word(OUT_AT)));
    if (this.#pieces.length > 0) this.#pieces = [];
    this.#used = OUT;
    this.#maker = undefined;
    this.#chunk = EMPTY;
    this.#room = undefined;
  }

  #flush(): void {
    if (this.memory.word(OUT_AT) > OUT) this.#pieces.push(this.#takeOutput());
  }

  #takeOutput(): Buffer {
    const end = this.memory.word(OUT_AT);
    this.#used = Math.max(this.#used, end);
    this.memory.setWord(OUT_AT, OUT);
    const output = this.#room?.take(end - OUT) ?? Buffer.allocUnsafe(end - OUT);
    this.memory.bytes.copy(output, 0, OUT, end);
    return output;
  }
}

let idle: Walker | undefined;

/** A walker that nobody uses; one at a time is enough, as maskers do not run in one another. */
export function takeWalker(): Walker {
  const walker = idle ?? new Walker();
  idle = undefined;
  return walker;
}

/** Gives a walker back; one whose tables are full is not used again. */
export function returnWalker(walker: Walker): void {
  walker.close();
  if (!walker.tables.areFull) idle = walker;
}
