/** Decides batches in threads, or, where there is one batch alone, in this one. */
import { Pool } from '../../bundles/impact/pool.ts';
import { Evaluator } from './evaluator.ts';
import type { Batch, Tally } from './types.ts';

/** Threads take longer to start than one batch takes, so they are started for the second. */
export class Workers {
  readonly #dir: string;
  readonly #done: (records: number) => void;
  #first: Batch | undefined;
  #pool: Pool<Batch, Tally> | undefined;

  constructor(dir: string, done: (records: number) => void) {
    this.#dir = dir;
    this.#done = done;
  }

  /** Resolves when the next may be sent. */
  async send(batch: Batch): Promise<void> {
    const first = this.#first;
    if (!first && !this.#pool) {
      this.#first = batch;
      return;
    }
    this.#pool ??= new Pool({
      program: new URL('worker.ts', import.meta.url),
      setup: this.#dir,
      done: this.#done,
      transfer: () => [],
    });
    this.#first = undefined;
    if (first) await this.#pool.send(first);
    await this.#pool.send(batch);
  }

  /** What all batches gave. */
  async finish(): Promise<Tally[]> {
    if (this.#pool) return await this.#pool.finish();
    const evaluator = new Evaluator(this.#dir);
    if (this.#first) await evaluator.take(this.#first);
    return [evaluator.tally];
  }

  async close(): Promise<void> {
    await this.#pool?.close();
  }
}
