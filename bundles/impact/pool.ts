/** Worker threads that share the batches of one run. */
import { availableParallelism } from 'node:os';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Tally } from './tally.ts';
import type { Batch } from './types.ts';
import type { WorkerSetup } from './worker.ts';

/** Batches that a worker has at once: the one in work and the next. */
const AHEAD = 2;

interface Member {
  worker: Worker;
  /** Batches that it has not done yet. */
  due: number;
}

/** Reading and splitting take little, so there is a worker for each core. */
export class Pool {
  readonly #members: Member[];
  readonly #done: (records: number) => void;
  #failure: Error | undefined;
  #wake: () => void = () => undefined;

  /** `done` hears of how many lines a worker has done. */
  constructor(setup: WorkerSetup, done: (records: number) => void) {
    this.#done = done;
    this.#members = Array.from({ length: availableParallelism() }, () => this.#start(setup));
  }

  /** Hands a batch, whose memory goes with it, to a worker; resolves when there is room for the next. */
  async send(batch: Batch): Promise<void> {
    const member = this.#members.toSorted((a, b) => a.due - b.due)[0]!;
    member.due += 1;
    member.worker.postMessage(batch, [batch.bytes.buffer, batch.ends.buffer]);
    while (this.#members.every(({ due }) => due >= AHEAD)) await this.#something();
    if (this.#failure) throw this.#failure;
  }

  /** Waits for the workers' ends. */
  async finish(): Promise<Tally[]> {
    while (this.#members.some(({ due }) => due > 0)) await this.#something();
    return await Promise.all(
      this.#members.map(async ({ worker }) => {
        worker.removeAllListeners('message');
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
        worker.postMessage('end');
        const [tally] = (await once(worker, 'message')) as [Tally];
        return tally;
      }),
    );
  }

  /** Ends the workers, whatever they do. */
  async close(): Promise<void> {
    await Promise.all(this.#members.map(({ worker }) => worker.terminate()));
  }

  #start(setup: WorkerSetup): Member {
    const worker = new Worker(new URL('worker.ts', import.meta.url), { workerData: setup });
    const member = { worker, due: 0 };
    worker.on('message', (records: number) => {
      member.due -= 1;
      this.#done(records);
      this.#wake();
    });
    worker.on('error', (error: Error) => {
      this.#failure = error;
      this.#wake();
    });
    return member;
  }

  /** Resolves at the next message of a worker; throws where one failed. */
  async #something(): Promise<void> {
    if (this.#failure) throw this.#failure;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    if (this.#failure) throw this.#failure;
  }
}
