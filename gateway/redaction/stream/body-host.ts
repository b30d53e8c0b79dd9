import { EMPTY } from './bytes.ts';
import type { MaskPlan } from './compile-masks.ts';
import type { HitCounter } from './hit-counter.ts';
import type { JsonMaskerOptions } from './masker.ts';
import { MaskingHost } from './masking-host.ts';
import { writePath } from './normalized-path.ts';
import type { Progress } from './progress.ts';
import { resolveCutName, resolveItem, resolveName } from './state-resolver.ts';
import type { Walker, WalkerHost } from './walker.ts';
import { HOST, IN, IS_OPEN, TOLD } from './wasm/layout.ts';
import { locationOf } from './where.ts';

/**
 * Answers the walker of one body. Most bodies have only values that are simple to mask, which the
 * walker does itself; what does the others is made for the first of them.
 */
export class BodyHost implements WalkerHost {
  readonly #plan: MaskPlan;
  readonly #options: JsonMaskerOptions;
  readonly #progress: Progress;
  readonly #counter: HitCounter;
  #masking: MaskingHost | undefined;
  #walker: Walker | undefined;
  /** The chunk that is walked over. */
  #chunk: Buffer = EMPTY;

  constructor(plan: MaskPlan, options: JsonMaskerOptions, progress: Progress, counter: HitCounter) {
    this.#plan = plan;
    this.#options = options;
    this.#progress = progress;
    this.#counter = counter;
  }

  /** The next chunk, and the walker that will walk over it. */
  open(walker: Walker, chunk: Buffer): void {
    this.#walker = walker;
    this.#chunk = chunk;
    this.#masking?.open(walker, chunk);
  }

  /** The chunk was walked over. What of it leaves. */
  carry(): Buffer {
    const walker = this.#walker!;
    const chunk = this.#chunk;
    this.#chunk = EMPTY;
    if (this.#masking) return this.#masking.carry();
    return walker.leaving(chunk, walker.memory.word(IS_OPEN) === 0 ? chunk.length : walker.from);
  }

  /** The text ends with a number. What of it leaves. */
  end(): Buffer {
    const walker = this.#walker!;
    if (walker.memory.word(TOLD) === HOST) this.ended(IN);
    return walker.take();
  }

  resolveName(state: number, start: number, end: number, escaped: number): number {
    return resolveName(this.#walker!, this.#options.replace, state, start, end, escaped);
  }

  resolveItem(state: number, index: number): number {
    return resolveItem(this.#walker!, this.#options.replace, state, index);
  }

  resolveCutName(end: number): number {
    const { replace } = this.#options;
    return resolveCutName(this.#walker!, replace, this.#progress, this.#chunk, end);
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
    const walker = this.#walker!;
    const locate = (): string => writePath(locationOf(walker, this.#progress));
    const isWanted = this.#counter.locate(mask, locate);
    if (!isWanted) this.#counter.stopLocating(walker, mask);
  }

  get #others(): MaskingHost {
    if (!this.#masking) {
      this.#masking = new MaskingHost(this.#plan, this.#options, this.#progress, this.#counter);
      this.#masking.open(this.#walker!, this.#chunk);
    }
    return this.#masking;
  }
}
