/** Works that must not overlap: each begins when those before it have ended, whatever came of them. */
export class InTurn {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs the work in its turn; gives what it gives. One that fails does not hold up the next. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Resolves when what was asked for so far has ended. */
  async ended(): Promise<void> {
    await this.#last;
  }
}
