/** The shortest and the longest of growing pauses, in milliseconds. */
export interface PauseLimits {
  first: number;
  last: number;
}

/** Pauses after failures in a row: each twice the one before, up to the last. */
export class Pauses {
  readonly #limits: PauseLimits;
  #next: number;

  constructor(limits: PauseLimits) {
    this.#limits = limits;
    this.#next = limits.first;
  }

  /**
   * The pause after one more failure, in milliseconds: half of it by chance, so that a thousand gateways that failed
   * together do not come back together.
   */
  next(): number {
    const pause = this.#next;
    this.#next = Math.min(pause * 2, this.#limits.last);
    return pause * (0.5 + Math.random() / 2);
  }

  /** To be called after a success: the next pause is the first again. */
  reset(): void {
    this.#next = this.#limits.first;
  }
}
