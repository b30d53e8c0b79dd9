/** The gateway's end of the thread of the index: starts it, and again where it ends. */
import { Worker } from 'node:worker_threads';
import { Refusal } from '../errors.ts';
import type { ActivityRow } from '../admin/contract.ts';
import type { KeyEncryption } from '../ledger/seal/key-encryption.ts';
import type { KeeperState } from './index-keeper.ts';
import type { FromThread, QuestionName, Questions, ThreadSetup, ToThread } from './messages.ts';

/** Questions that may be open; and how long one may be, in milliseconds. */
const MAX_OPEN = 64;
const DEADLINE = 20_000;
/** Megabytes of the thread's heap. */
const HEAP = 256;
/** Milliseconds before a thread that ended is started again. */
const PAUSE = 1000;

/** What the thread needs of the gateway. */
export interface ThreadOptions {
  setup: ThreadSetup;
  keys: readonly KeyEncryption[];
  /** Number of the last durable entry. */
  durable: () => number;
  /** Rows that have changed; undefined where there are too many. */
  rows: (rows: ActivityRow[] | undefined) => void;
  /** It ended by a fault. */
  failed: (error: Error) => void;
}

interface Open {
  resolve: (answer: never) => void;
  reject: (error: Error) => void;
  timer: NodeJS.Timeout;
}

/** The thread. */
export class IndexThread {
  readonly #options: ThreadOptions;
  readonly #open = new Map<number, Open>();
  #worker: Worker | undefined;
  #asked = 0;
  #watched = false;
  #restart: NodeJS.Timeout | undefined;
  #closed = false;
  #state: KeeperState | undefined;

  constructor(options: ThreadOptions) {
    this.#options = options;
  }

  /** How the index goes; undefined before the thread has said. */
  get state(): KeeperState | undefined {
    return this.#state;
  }

  /** Starts it, if it does not run. */
  start(): void {
    if (this.#worker || this.#closed || this.#restart) return;
    const worker = new Worker(new URL('worker.ts', import.meta.url), {
      workerData: this.#options.setup,
      resourceLimits: { maxOldGenerationSizeMb: HEAP },
    });
    worker.unref();
    worker.on('message', (message: FromThread) => void this.#hear(worker, message));
    worker.on('error', (error: Error) => this.#end(worker, error));
    worker.on('exit', () => this.#end(worker, new Error('the thread ended')));
    this.#worker = worker;
    if (this.#watched) this.#say({ kind: 'watch', on: true });
    this.reach();
  }

  /** Tells it how far the ledger is durable. */
  reach(): void {
    this.#say({ kind: 'durable', seq: this.#options.durable() });
  }

  /** Whether rows that change are wanted. */
  watch(on: boolean): void {
    this.#watched = on;
    this.#say({ kind: 'watch', on });
  }

  /** Asks. Rejects with a Refusal `activity-unavailable` where it cannot answer now, `malformed-request` for a mistake. */
  ask<N extends QuestionName>(name: N, ask: Questions[N]['ask']): Promise<Questions[N]['answer']> {
    this.start();
    if (!this.#worker) return Promise.reject(unavailable('The index is being started again'));
    if (this.#open.size >= MAX_OPEN) return Promise.reject(unavailable('Too many ask at once'));
    this.#asked += 1;
    const n = this.#asked;
    const { promise, resolve, reject } = Promise.withResolvers<Questions[N]['answer']>();
    const timer = setTimeout(() => {
      this.#settle(n)?.reject(unavailable('The index did not answer in time'));
    }, DEADLINE).unref();
    this.#open.set(n, { resolve, reject, timer });
    this.reach();
    this.#say({ kind: 'ask', n, name, ask });
    return promise;
  }

  /** Ends it; open questions are refused. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#restart);
    const worker = this.#worker;
    if (!worker) return;
    this.#say({ kind: 'close' });
    const late = setTimeout(() => void worker.terminate(), PAUSE);
    worker.ref();
    await new Promise((resolve) => worker.once('exit', resolve));
    clearTimeout(late);
  }

  async #hear(worker: Worker, message: FromThread): Promise<void> {
    switch (message.kind) {
      case 'answer':
        this.#settle(message.n)?.resolve(message.answer as never);
        break;
      case 'fault':
        this.#settle(message.n)?.reject(
          message.mistake
            ? new Refusal('malformed-request', message.message)
            : unavailable('The index cannot be read now', new Error(message.message)),
        );
        break;
      case 'state':
        this.#state = message.state;
        break;
      case 'rows':
        this.#options.rows(message.rows);
        break;
      case 'unwrap':
        await this.#unwrap(worker, message);
        break;
    }
  }

  async #unwrap(
    worker: Worker,
    { n, kek, session, wrapped }: Extract<FromThread, { kind: 'unwrap' }>,
  ): Promise<void> {
    const known = this.#options.keys.find(({ id }) => id === kek);
    const answer = await known!.unwrap(session, wrapped).then(
      (key) => ({ key: new Uint8Array(key) }),
      (error: Error) => ({ fault: error.message }),
    );
    if (worker === this.#worker) this.#say({ kind: 'unwrapped', n, ...answer });
  }

  #settle(n: number): Open | undefined {
    const open = this.#open.get(n);
    this.#open.delete(n);
    clearTimeout(open?.timer);
    return open;
  }

  #end(worker: Worker, error: Error): void {
    if (worker !== this.#worker) return;
    this.#worker = undefined;
    this.#state = undefined;
    for (const n of this.#open.keys())
      this.#settle(n)?.reject(unavailable('The index is being started again', error));
    if (this.#closed) return;
    this.#options.failed(error);
    this.#restart = setTimeout(() => {
      this.#restart = undefined;
      this.start();
    }, PAUSE).unref();
  }

  #say(message: ToThread): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    this.#worker?.postMessage(message);
  }
}

function unavailable(detail: string, cause?: Error): Refusal {
  return new Refusal('activity-unavailable', `${detail}; try again`, { retryAfter: 1 }, cause);
}
