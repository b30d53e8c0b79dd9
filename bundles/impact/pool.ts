/** Worker threads that share the batches of one run. */
import { availableParallelism } from 'node:os';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Batches that a worker has at once: the one in work and the next. */
const AHEAD = 2;

/** The worker's program answers a batch with the number of records done, and `'end'` with its result. */
export interface PoolOptions<Batch> {
  program: URL;
  /** Its `workerData`. */
  setup: unknown;
  /** Hears of how many records a worker has done. */
  done: (records: number) => void;
  /** What of a batch goes over instead of being copied. */
  transfer: (batch: Batch) => ArrayBuffer[];
}

interface Member {
  worker: Worker;
  /** Batches that it has not done yet. */
  due: number;
}

/** Reading and splitting take little, so there is a worker for each core. */
export class Pool<Batch, Result> {
  readonly #members: Member[];
  readonly #options: PoolOptions<Batch>;
  #failure: Error | undefined;
  #wake: () => void = () => undefined;

  constructor(options: PoolOptions<Batch>) {
    this.#options = options;
    this.#members = Array.from({ length: availableParallelism() }, () => this.#start());
  }

  /** Hands a batch, whose memory goes with it, to a worker; resolves when there is room for the next. */
  async send(batch: Batch): Promise<void> {
    const member = this.#members.toSorted((a, b) => a.due - b.due)[0]!;
    member.due += 1;
    member.worker.postMessage(batch, this.#options.transfer(batch));
    while (this.#members.every(({ due }) => due >= AHEAD)) await this.#something();
    if (this.#failure) throw this.#failure;
  }

  /** Waits for the workers' ends. */
  async finish(): Promise<Result[]> {
    while (this.#members.some(({ due }) => due > 0)) await this.#something();
    return await Promise.all(
      this.#members.map(async ({ worker }) => {
        worker.removeAllListeners('message');
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
        worker.postMessage('end');
        const [result] = (await once(worker, 'message')) as [Result];
        return result;
      }),
    );
  }

  /** Ends the workers, whatever they do. */
  async close(): Promise<void> {
    await Promise.all(this.#members.map(({ worker }) => worker.terminate()));
  }

  #start(): Member {
    const { program, setup, done } = this.#options;
    const worker = new Worker(program, { workerData: setup });
    const member = { worker, due: 0 };
    worker.on('message', (records: number) => {
      member.due -= 1;
      done(records);
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
