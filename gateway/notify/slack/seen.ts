/** How long a signature is remembered: as long as a call may be old, twice for clocks that differ; milliseconds. */
const KEPT = 600_000;
/** How many; past it calls are refused rather than one forgotten. */
const MOST = 10_000;

/** The calls that were taken, so that none is taken twice. */
export class SeenCalls {
  readonly #until = new Map<string, number>();

  /** Notes one; false where it was seen before, or as many are noted as may be. */
  add(signature: string, now: number): boolean {
    for (const [one, until] of this.#until) {
      // In the order in which they came.
      if (until > now) break;
      this.#until.delete(one);
    }
    if (this.#until.has(signature) || this.#until.size >= MOST) return false;
    this.#until.set(signature, now + KEPT);
    return true;
  }
}
