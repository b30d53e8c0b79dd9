import { isUtf8 } from 'node:buffer';
import type { BodyMasker, Hits } from '../contract.ts';
import { BodyHost, mostOfName } from './body-host.ts';
import { EMPTY } from './bytes.ts';
import type { MaskPlan } from './compile-masks.ts';
import { loadCounters, saveCounters } from './hit-counter.ts';
import type { JsonMaskerOptions } from './masker-options.ts';
import { faultAt, refusalOf } from './refuse.ts';
import { Utf8Check } from './utf8-check.ts';
import { MAX_CHUNK, returnWalker, takeWalker, type HostMaker, type Walker } from './walker.ts';
import {
  ASK,
  CHILD,
  FINE,
  IN_NUMBER,
  KNOWN,
  LOOK,
  MAX_DEPTH,
  MAX_NAME,
  MAYBE_NO_TEXT,
  MODE,
  MOST_DEPTH,
  NOTHING,
  PATH_LIMIT,
  TEXT,
  VALUE,
} from './wasm/layout.ts';

/**
 * Masks one JSON document as it arrives. Bytes outside of masked values leave as they came, as soon
 * as it is known that they may. `hits` has an element for each mask of the plan, in their order; a
 * value within one that is masked counts too, and a hit within a string has the string's path, a
 * space, and the path within. What `inner` would select in a string that another mask takes away is
 * not looked for: the string counts instead.
 *
 * A name that stands twice in an object is refused only in what must be read whole. Elsewhere each
 * of the members is masked as the only one of its name would be, so that nothing leaves whichever
 * of them a reader believes; to know all names of an object would take memory without bound.
 */
export function createJsonMasker(
  plan: MaskPlan,
  options: JsonMaskerOptions,
): BodyMasker & { hits: readonly Hits[] } {
  return new JsonMasker(plan, options);
}

/**
 * Most bodies come in one chunk in which all is simple to mask, and are so short that what is made for them
 * costs as much as the walk: more than this is made where it is needed.
 */
class JsonMasker implements BodyMasker, HostMaker {
  readonly hits: readonly Hits[];
  readonly #plan: MaskPlan;
  readonly #options: JsonMaskerOptions;
  /** Made where the walker asks, or a chunk ends before the body. */
  #host: BodyHost | undefined;
  /** Made where a chunk is not UTF-8 by itself. */
  #utf8: Utf8Check | undefined;
  /** What must come next. */
  #mode = VALUE;
  /** Bytes of the chunks before. */
  #before = 0;
  /** A chunk is being taken, or something was thrown. */
  #isBroken = false;

  constructor(plan: MaskPlan, options: JsonMaskerOptions) {
    if (options.maxDepth > MOST_DEPTH) throw new RangeError(`maxDepth is over ${MOST_DEPTH}`);
    this.hits = options.hits ?? plan.masks.map(() => ({ count: 0, paths: [] }));
    this.#plan = plan;
    this.#options = options;
  }

  write(chunk: Buffer): Buffer {
    this.#break();
    let leaving: Buffer;
    if (chunk.length <= MAX_CHUNK) {
      leaving = this.#take(chunk);
    } else {
      const pieces: Buffer[] = [];
      for (let at = 0; at < chunk.length; at += MAX_CHUNK) {
        pieces.push(this.#take(chunk.subarray(at, at + MAX_CHUNK)));
      }
      leaving = Buffer.concat(pieces);
    }
    this.#isBroken = false;
    return leaving;
  }

  end(): Buffer {
    this.#break();
    if (this.#mode === NOTHING) return EMPTY;
    const host = this.#host;
    // Only a number at the root ends with the text.
    const isNumber = this.#mode === IN_NUMBER && host?.depth === 0;
    if (!isNumber) throw faultAt('invalid-json', this.#before);
    const walker = takeWalker();
    try {
      this.#open(walker, EMPTY);
      if (!walker.mayEndNumber()) throw faultAt('invalid-json', this.#before);
      return host.end();
    } finally {
      this.#close(walker);
    }
  }

  hostFor(walker: Walker, chunk: Buffer): BodyHost {
    this.#host ??= new BodyHost(this.#plan, this.#options, this.hits, walker, chunk);
    return this.#host;
  }

  /** Where it throws after this, it may not be used again. */
  #break(): void {
    if (this.#isBroken) throw new Error('the masker was used after it threw');
    this.#isBroken = true;
  }

  #take(chunk: Buffer): Buffer {
    if (chunk.length === 0) return EMPTY;
    const walker = takeWalker();
    try {
      this.#open(walker, chunk);
      const code = this.#walk(walker, chunk);
      if (code !== FINE) {
        throw refusalOf(code, this.#before + walker.faultAt, this.#options.bufferLimit);
      }
      this.#mode = walker.memory.word(MODE);
      this.#before += chunk.length;
      const isWhole = this.#mode === NOTHING && !this.#host;
      return isWhole ? walker.leaving(chunk, chunk.length) : this.hostFor(walker, chunk).carry();
    } finally {
      this.#close(walker);
    }
  }

  #walk(walker: Walker, chunk: Buffer): number {
    const code = walker.walk();
    if (code !== MAYBE_NO_TEXT) return code;
    if (!this.#isUtf8(chunk)) throw faultAt('invalid-json', this.#before);
    walker.memory.setWord(TEXT, KNOWN);
    return walker.walk();
  }

  /** Whether what came so far can be the beginning of UTF-8. */
  #isUtf8(chunk: Buffer): boolean {
    if (!this.#utf8) {
      if (isUtf8(chunk)) return true;
      this.#utf8 = new Utf8Check();
    }
    return this.#utf8.accepts(chunk);
  }

  /** Brings a walker, whose registers are zero, to where the body is, and gives it the chunk. */
  #open(walker: Walker, chunk: Buffer): void {
    const { replace, maxDepth, maxPaths, room } = this.#options;
    const { start, counters } = walker.tables.placesOf(this.#plan, replace);
    const { words } = walker.memory;
    words[TEXT >> 2] = this.#utf8 ? ASK : LOOK;
    words[CHILD >> 2] = start;
    words[MODE >> 2] = this.#mode;
    words[MAX_DEPTH >> 2] = maxDepth;
    words[MAX_NAME >> 2] = words[PATH_LIMIT >> 2] = mostOfName(this.#options);
    this.#host?.open(walker, chunk);
    loadCounters(walker, counters, this.hits, maxPaths);
    walker.open(chunk, this, room);
  }

  #close(walker: Walker): void {
    saveCounters(walker, this.hits);
    returnWalker(walker);
  }
}
