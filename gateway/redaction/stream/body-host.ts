import { EMPTY } from './bytes.ts';
import type { MaskPlan } from './compile-masks.ts';
import type { HitCounter } from './hit-counter.ts';
import type { JsonMaskerOptions } from './masker.ts';
import { MaskingHost } from './masking-host.ts';
import { writePath } from './normalized-path.ts';
import type { Progress } from './progress.ts';
import { StateResolver } from './state-resolver.ts';
import type { Walker, WalkerHost } from './walker.ts';
import { HOST, IN, IS_OPEN, TOLD } from './wasm/layout.ts';
import { locationOf } from './where.ts';

/**
 * Answers the walker of one body. Most bodies have only values that are simple to mask, which the
 * walker does itself; what does the others is made for the first of them.
 */
export class BodyHost extends StateResolver implements WalkerHost {
  readonly #plan: MaskPlan;
  readonly #options: JsonMaskerOptions;
  readonly #progress: Progress;
  readonly #counter: HitCounter;
  #masking: MaskingHost | undefined;

  constructor(plan: MaskPlan, options: JsonMaskerOptions, progress: Progress, counter: HitCounter) {
    super(progress, options.replace);
    this.#plan = plan;
    this.#options = options;
    this.#progress = progress;
    this.#counter = counter;
  }

  /** The next chunk, and the walker that will walk over it. */
  override open(walker: Walker, chunk: Buffer): void {
    super.open(walker, chunk);
    this.#masking?.open(walker, chunk);
  }

  /** The chunk was walked over. What of it leaves. */
  carry(): Buffer {
    const { walker, chunk } = this;
    this.chunk = EMPTY;
    if (this.#masking) return this.#masking.carry();
    return walker.leaving(chunk, walker.memory.word(IS_OPEN) === 0 ? chunk.length : walker.from);
  }

  /** The text ends with a number. What of it leaves. */
  end(): Buffer {
    if (this.walker.memory.word(TOLD) === HOST) this.ended(IN);
    return this.walker.take();
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
    const locate = (): string => writePath(locationOf(this.walker, this.#progress));
    const isWanted = this.#counter.locate(mask, locate);
    if (!isWanted) this.#counter.stopLocating(this.walker, mask);
  }

  get #others(): MaskingHost {
    if (!this.#masking) {
      this.#masking = new MaskingHost(this.#plan, this.#options, this.#progress, this.#counter);
      this.#masking.open(this.walker, this.chunk);
    }
    return this.#masking;
  }
}
