import { Worker, type WorkerOptions } from 'node:worker_threads';
import { InTurn } from '../../in-turn.ts';
import { toError, type Answer } from './failure.ts';

/**
 * A thread that is asked one thing at a time, in the order of the questions. It keeps the process alive only while it is asked.
 * Where it ends, what it is asked rejects with `EIO`, then and from then on.
 */
export class AskedThread<Order> {
  readonly #worker: Worker;
  readonly #inTurn = new InTurn();
  #asked: PromiseWithResolvers<Answer<unknown>> | undefined;
  readonly #name: string;
  #why = '';
  #ended = false;

  /** Starts `file`, which calls `answerOrders`. `name` completes "the thread that"; `ended` is called when it ends. */
  constructor(
    file: URL,
    name: string,
    options: WorkerOptions = {},
    ended: () => void = () => undefined,
  ) {
    this.#name = name;
    // Whatever the process was started to do is not for this thread.
    this.#worker = new Worker(file, { execArgv: [], ...options });
    this.#worker.on('message', (answer: Answer<unknown>) => this.#asked?.resolve(answer));
    this.#worker.on('error', (error: Error) => {
      this.#why = `: ${error.message}`;
    });
    this.#worker.on('exit', () => {
      this.#ended = true;
      ended();
      this.#asked?.reject(this.#lost());
    });
    this.#worker.unref();
  }

  /** Rejects with what carrying it out threw. */
  ask(order: Order): Promise<unknown> {
    return this.#inTurn.run(() => this.#ask(order));
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  async #ask(order: Order): Promise<unknown> {
    if (this.#ended) throw this.#lost();
    this.#asked = Promise.withResolvers();
    this.#worker.ref();
    try {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      this.#worker.postMessage(order);
      const answer = await this.#asked.promise;
      if ('failure' in answer) throw toError(answer.failure);
      return answer.result;
    } finally {
      this.#asked = undefined;
      this.#worker.unref();
    }
  }

  #lost(): Error {
    return Object.assign(new Error(`the thread that ${this.#name} ended${this.#why}`), {
      code: 'EIO',
    });
  }
}
