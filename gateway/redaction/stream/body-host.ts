import type { Hits } from '../contract.ts';
import { EMPTY } from './bytes.ts';
import type { MaskPlan } from './compile-masks.ts';
import { HitCounter } from './hit-counter.ts';
import type { JsonMaskerOptions } from './masker-options.ts';
import { MaskingHost } from './masking-host.ts';
import { writePath } from './normalized-path.ts';
import { Progress } from './progress.ts';
import { resolveCutName, resolveItem, resolveName } from './state-resolver.ts';
import type { Walker, WalkerHost } from './walker.ts';
import { HOST, IN, IS_OPEN, TOLD } from './wasm/layout.ts';
import { locationOf } from './where.ts';

/**
 * Knows of one body what its walker does not: answers it, and remembers where a chunk ended. Most bodies
 * have only values that are simple to mask, which the walker does itself; what does the others is made for
 * the first of them.
 */
export class BodyHost implements WalkerHost {
  readonly #plan: MaskPlan;
  readonly #options: JsonMaskerOptions;
  readonly #progress: Progress;
  readonly #counter: HitCounter;
  #masking: MaskingHost | undefined;
  #walker: Walker;
  /** The chunk that is walked over. */
  #chunk: Buffer;

  /** `hits` is added to. The walker walks over the chunk, or has walked over it. */
  constructor(
    plan: MaskPlan,
    options: JsonMaskerOptions,
    hits: readonly Hits[],
    walker: Walker,
    chunk: Buffer,
  ) {
    this.#plan = plan;
    this.#options = options;
    this.#progress = new Progress(mostOfName(options));
    this.#counter = new HitCounter(hits, options.maxPaths);
    this.#walker = walker;
    this.#chunk = chunk;
  }

  /** How many containers were open where the last chunk ended. */
  get depth(): number {
    return this.#progress.depth;
  }

  /** The next chunk, and the walker that will walk over it, which is brought to where the body is. */
  open(walker: Walker, chunk: Buffer): void {
    this.#walker = walker;
    this.#chunk = chunk;
    this.#progress.load(walker, this.#options.replace);
    this.#masking?.open(walker, chunk);
  }

  /** The chunk was walked over. What of it leaves. */
  carry(): Buffer {
    const walker = this.#walker;
    const chunk = this.#chunk;
    this.#progress.save(walker, chunk);
    this.#chunk = EMPTY;
    if (this.#masking) return this.#masking.carry();
    return walker.leaving(chunk, walker.memory.word(IS_OPEN) === 0 ? chunk.length : walker.from);
  }

  /** The text ends with a number. What of it leaves. */
  end(): Buffer {
    const walker = this.#walker;
    if (walker.memory.word(TOLD) === HOST) this.ended(IN);
    return walker.take();
  }

  resolveName(state: number, start: number, end: number, escaped: number): number {
    return resolveName(this.#walker, this.#options.replace, state, start, end, escaped);
  }

  resolveItem(state: number, index: number): number {
    return resolveItem(this.#walker, this.#options.replace, state, index);
  }

  resolveCutName(end: number): number {
    const { replace } = this.#options;
    return resolveCutName(this.#walker, replace, this.#progress, this.#chunk, end);
  }

  named(length: number, at: number): void {
    this.#others.named(length, at);
  }

  begin(at: number): number {
    return this.#others.begin(at) ? 1 : 0;
  }

  ended(at: number): void {
    this.#others.ended(at);
  }

  closing(at: number): void {
    this.#others.closing(at);
  }

  located(mask: number): void {
    const walker = this.#walker;
    const locate = (): string => writePath(locationOf(walker, this.#progress));
    const isWanted = this.#counter.locate(mask, locate);
    if (!isWanted) this.#counter.stopLocating(walker, mask);
  }

  get #others(): MaskingHost {
    if (!this.#masking) {
      this.#masking = new MaskingHost(this.#plan, this.#options, this.#progress, this.#counter);
      this.#masking.open(this.#walker, this.#chunk);
    }
    return this.#masking;
  }
}

/** Longer names the walker cannot count. */
const MOST_BYTES = 2 ** 31;

/** Bytes that names may have, alone and together. */
export function mostOfName({ bufferLimit }: JsonMaskerOptions): number {
  return Math.min(bufferLimit, MOST_BYTES);
}
