/** Names that may be used once within their time: the ids of assertions. */
export class UsedOnce {
  readonly #until = new Map<string, number>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Whether it is the first use; it is remembered until the time, in milliseconds since the epoch. */
  use(name: string, until: number): boolean {
    const now = this.#now();
    for (const [each, end] of this.#until) if (end <= now) this.#until.delete(each);
    if (this.#until.has(name)) return false;
    this.#until.set(name, until);
    return true;
  }
}
