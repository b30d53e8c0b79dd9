/** The preparing thread, as it is seen from where requests are answered. */
import { Worker } from 'node:worker_threads';
import type { PolicyImage } from '../decision/fill-memory.ts';
import { toError, type Answer, type Job, type Order, type Verified } from './messages.ts';
import type { CheckedImage, PreparedImage, PrepareLimits } from './prepare-bundle.ts';

/** What it made; an image, and the number of its memory, where it is to decide. */
export type Made = CheckedImage | (PreparedImage & { id: number });

/** Milliseconds from when a memory is found to be unused until this thread has surely let go of it. */
const LET_GO = 5000;
/** How many memories wait to be filled again, at most, and how many bytes of them may have been written to. */
const SPARE = 2;
const SPARE_BYTES = 64 * 1024 * 1024;

/** Thrown where the thread gave no answer; the message says for the operator what became of it. */
export class ThreadLost extends Error {}

/** A thread that prepares bundles, one after the other. */
export class PrepareThread {
  readonly #worker: Worker;
  /** Empty ones, which the other thread will fill again: it need not send them then, which costs much. */
  readonly #spare = new Map<number, WebAssembly.Memory>();
  /** What is not taken again, the other thread gives back itself, once nobody here has it any more. */
  readonly #unused = new FinalizationRegistry<number>((id) => {
    setTimeout(() => this.#tell({ drop: id }), LET_GO).unref();
  });

  /** Starts it. `ended` is called when it ends. */
  constructor(limits: PrepareLimits, ended: () => void) {
    this.#worker = new Worker(new URL('worker.ts', import.meta.url), {
      workerData: limits,
      resourceLimits: { maxOldGenerationSizeMb: limits.heap / 1024 ** 2 },
    });
    // What ends it while it is idle is met by the next bundle.
    this.#worker.on('error', () => undefined);
    this.#worker.on('exit', ended);
    this.#worker.unref();
  }

  /**
   * Throws BundleRefusal, SetupError or ThreadLost. `timeout` is in milliseconds; `verified` is told of
   * a bundle that had to be signed, before its policy is loaded.
   */
  async prepare(
    job: Job,
    timeout: number,
    verified: (bundle: Verified['verified']) => void = () => undefined,
  ): Promise<Made> {
    const answer = await this.#ask(job, timeout, verified);
    if ('made' in answer) {
      const { image, ...made } = answer.made;
      return { ...made, id: answer.id, image: { ...image, memory: this.#find(answer) } };
    }
    if (answer.lost !== undefined) this.#spare.delete(answer.lost);
    if ('failure' in answer) throw toError(answer.failure);
    return answer.checked;
  }

  /** Takes back the memory of a policy that is closed; `reached` is what closing it gave. */
  giveBack(id: number, { memory }: PolicyImage, reached: number | undefined): void {
    if (reached === undefined || reached > SPARE_BYTES || this.#spare.size >= SPARE) return;
    this.#spare.set(id, memory);
    this.#tell({ empty: id, reached });
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #find({ id, memory }: Extract<Answer, { made: unknown }>): WebAssembly.Memory {
    if (memory) this.#unused.register(memory, id);
    const found = memory ?? this.#spare.get(id)!;
    this.#spare.delete(id);
    return found;
  }

  async #ask(
    job: Job,
    timeout: number,
    verified: (bundle: Verified['verified']) => void,
  ): Promise<Answer> {
    const worker = this.#worker;
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const fail = (why: string, cause?: unknown): void => reject(new ThreadLost(why, { cause }));
    const onError = (error: NodeJS.ErrnoException): void => {
      fail(
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? 'preparing the bundle took more memory than it may: its data is too large'
          : `preparing the bundle ended its thread: ${error.message}`,
        error,
      );
    };
    const onMessage = (message: Answer | Verified): void => {
      if ('verified' in message) verified(message.verified);
      else resolve(message);
    };
    const onExit = (): void => fail('preparing the bundle ended its thread');
    const timer = setTimeout(
      () => fail(`preparing the bundle took longer than ${timeout / 1000} s`),
      timeout,
    );
    worker.on('message', onMessage).once('error', onError).once('exit', onExit);
    worker.ref();
    try {
      this.#tell({ prepare: job });
      return await promise;
    } finally {
      clearTimeout(timer);
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      worker.unref();
    }
  }

  #tell(order: Order): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    this.#worker.postMessage(order);
  }
}
