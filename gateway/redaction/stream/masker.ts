import type { BodyMasker, Hits, LookThrough, Replace } from '../contract.ts';
import { BodyHost } from './body-host.ts';
import { EMPTY } from './bytes.ts';
import type { MaskPlan } from './compile-masks.ts';
import { HitCounter } from './hit-counter.ts';
import { Progress } from './progress.ts';
import { faultAt, tooMuch } from './refuse.ts';
import type { Room } from './room.ts';
import { Utf8Check } from './utf8-check.ts';
import { MAX_CHUNK, returnWalker, takeWalker, type Walker } from './walker.ts';
import {
  FAULT_AT,
  FINE,
  IN,
  IN_NUMBER,
  LONE_SURROGATE,
  MOST_DEPTH,
  NAME_TOO_LONG,
  NOTHING,
  PATH_TOO_LONG,
  TOO_DEEP,
} from './wasm/layout.ts';

/** Settings of the masking of one document. */
export interface JsonMaskerOptions {
  /** Nesting that the document may have, at most 1024. */
  maxDepth: number;
  /** Bytes of a value, a name or white space that may be held back. */
  bufferLimit: number;
  /**
   * What stands instead of a value. For `redact` and `null` the text must depend on the mask alone:
   * it is asked for once, of any value, and then kept with the plan.
   */
  replace: Replace;
  /** Looks through the values that the plan's rules select; by default there are none. */
  lookThrough?: LookThrough;
  /** Where what leaves is to stand; what leaves as it came stays where it is. */
  room?: Room | undefined;
  /** How many paths are kept for each mask. */
  maxPaths: number;
  /** For each mask of the plan what was hit so far, which is added to; none if absent. */
  hits?: readonly Hits[];
}

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

/** Longer names the walker cannot count. */
const MOST_BYTES = 2 ** 31;

class JsonMasker implements BodyMasker {
  readonly hits: readonly Hits[];
  readonly #plan: MaskPlan;
  readonly #progress: Progress;
  readonly #counter: HitCounter;
  readonly #host: BodyHost;
  readonly #replace: Replace;
  readonly #room: Room | undefined;
  readonly #bufferLimit: number;
  readonly #utf8 = new Utf8Check();
  /** Bytes of the chunks before. */
  #before = 0;
  /** A chunk is being taken, or something was thrown. */
  #isBroken = false;

  constructor(plan: MaskPlan, options: JsonMaskerOptions) {
    const { maxDepth, bufferLimit, maxPaths } = options;
    if (maxDepth > MOST_DEPTH) throw new RangeError(`maxDepth is over ${MOST_DEPTH}`);
    this.hits = options.hits ?? plan.masks.map(() => ({ count: 0, paths: [] }));
    this.#plan = plan;
    this.#replace = options.replace;
    this.#room = options.room;
    this.#bufferLimit = bufferLimit;
    this.#progress = new Progress(plan.start, maxDepth, Math.min(bufferLimit, MOST_BYTES));
    this.#counter = new HitCounter(this.hits, maxPaths);
    this.#host = new BodyHost(plan, options, this.#progress, this.#counter);
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
    const { mode, depth } = this.#progress;
    if (mode === NOTHING) return EMPTY;
    // Only a number at the root ends with the text.
    const isNumber = mode === IN_NUMBER && depth === 0;
    if (!isNumber) throw faultAt('invalid-json', this.#before);
    const walker = takeWalker();
    try {
      this.#open(walker, EMPTY);
      if (!walker.mayEndNumber()) throw faultAt('invalid-json', this.#before);
      return this.#host.end();
    } finally {
      this.#close(walker);
    }
  }

  /** Where it throws after this, it may not be used again. */
  #break(): void {
    if (this.#isBroken) throw new Error('the masker was used after it threw');
    this.#isBroken = true;
  }

  #take(chunk: Buffer): Buffer {
    if (chunk.length === 0) return EMPTY;
    if (!this.#utf8.accepts(chunk)) throw faultAt('invalid-json', this.#before);
    const walker = takeWalker();
    try {
      this.#open(walker, chunk);
      const code = walker.walk();
      if (code !== FINE) this.#refuse(code, walker);
      this.#progress.save(walker, chunk);
      this.#before += chunk.length;
      return this.#host.carry();
    } finally {
      this.#close(walker);
    }
  }

  #open(walker: Walker, chunk: Buffer): void {
    this.#host.open(walker, chunk);
    this.#progress.load(walker, this.#replace);
    this.#counter.load(walker, this.#plan);
    walker.open(chunk, this.#host, this.#room);
  }

  #close(walker: Walker): void {
    this.#counter.save(walker);
    returnWalker(walker);
  }

  #refuse(code: number, { memory }: Walker): never {
    const at = this.#before + memory.word(FAULT_AT) - IN;
    switch (code) {
      case NAME_TOO_LONG:
        throw tooMuch('a name', this.#bufferLimit);
      case PATH_TOO_LONG:
        throw tooMuch('names around a value', this.#bufferLimit);
      case TOO_DEEP:
        throw faultAt('nesting-too-deep', at);
      default:
        throw faultAt(code === LONE_SURROGATE ? 'lone-surrogate' : 'invalid-json', at);
    }
  }
}
