/** The time of entries, which never falls. */

/** How far a clock may step back: what time servers correct; the last time is then repeated. */
const TOLERANCE = 1000;

/** The clock stands behind the last entry. */
export class ClockError extends Error {
  override readonly name = 'ClockError';
  readonly code = 'ECLOCK';
  /** Times in RFC 3339. */
  readonly last: string;
  readonly now: string;

  constructor(last: Date, now: Date) {
    super(`the clock says ${now.toISOString()}, and the last entry ${last.toISOString()}`);
    this.last = last.toISOString();
    this.now = now.toISOString();
  }
}

/** Gives times in RFC 3339, UTC, milliseconds. */
export class Clock {
  readonly #now: () => Date;
  #last: number;
  /** The last time as text: many entries share a millisecond. */
  #text = '';

  /** `last` is the time of the last entry, or empty. */
  constructor(now: () => Date, last: string) {
    this.#now = now;
    this.#last = last === '' ? 0 : Date.parse(last);
  }

  /** The time of the next entry. Throws a ClockError where the clock is more than a second behind the last. */
  read(): string {
    const now = this.#now().getTime();
    if (now < this.#last - TOLERANCE) throw new ClockError(new Date(this.#last), new Date(now));
    if (now > this.#last || this.#text === '') {
      this.#last = Math.max(this.#last, now);
      this.#text = new Date(this.#last).toISOString();
    }
    return this.#text;
  }

  /** The time, or that of the last entry where the clock is behind it. */
  peek(): string {
    return new Date(Math.max(this.#last, this.#now().getTime())).toISOString();
  }

  /** Takes the clock as it is, once an operator has accepted it. */
  accept(): string {
    const now = this.#now();
    this.#last = now.getTime();
    this.#text = now.toISOString();
    return this.#text;
  }
}
