/** Lets work that nobody waits for leave most of the time to the entries, with which it shares processors, disk and threads. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Times as long as it has worked it rests. */
const REST = 3;
/** Milliseconds of work after which it rests: a timer is no more exact than one. */
const ENOUGH = 2;

/** The pace of one piece of work, which begins when it is made. */
export class Pace {
  readonly #hurries: () => boolean;
  #since = performance.now();

  /** `hurries` says whether somebody waits for the work by now. */
  constructor(hurries: () => boolean) {
    this.#hurries = hurries;
  }

  /** To be awaited after each small part of the work. */
  async rest(): Promise<void> {
    const worked = performance.now() - this.#since;
    if (worked < ENOUGH) return;
    if (!this.#hurries()) await sleep(worked * REST);
    this.#since = performance.now();
  }

  /** Hands on what another gives, at this pace. */
  async *each<T>(parts: AsyncIterable<T>): AsyncGenerator<T, void> {
    for await (const part of parts) {
      yield part;
      await this.rest();
    }
  }
}
