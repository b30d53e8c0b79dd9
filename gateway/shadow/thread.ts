/** A thread that holds a candidate: whatever happens in it ends it, and nothing else. */
import { Worker } from 'node:worker_threads';
import { BundleRefusal } from '../../bundles/refusals.ts';
import type { CheckedBundle } from '../../bundles/verify.ts';
import type { Loaded, Question, ThreadSetup, Verdict } from './messages.ts';

/** What a thread may take; times in milliseconds. It runs at the lowest priority. */
export interface Bounds {
  /** To verify and load a bundle. */
  load: number;
  /** For one answer. */
  answer: number;
  /** MiB of heap besides `policy.max_memory`. */
  heap: number;
}

/** What a thread tells. */
export interface ThreadEvents {
  answered(question: Question, verdict: Verdict): void;
  /** It ended by itself, or had to be ended; `unanswered` is what it was asked and gave no answer to. */
  died(why: string, unanswered: Question[]): void;
}

/**
 * Starts a thread on a bundle; resolves when it can be asked. Throws BundleRefusal where the bundle
 * is not taken, and an Error where the thread ends for another reason.
 */
export async function startThread(setup: ThreadSetup, bounds: Bounds): Promise<CandidateThread> {
  const worker = new Worker(new URL('worker.ts', import.meta.url), {
    workerData: setup,
    resourceLimits: {
      maxOldGenerationSizeMb: bounds.heap + Math.ceil(setup.limits.maxMemory / 2 ** 20),
    },
  });
  try {
    const loaded = await firstMessage(worker, bounds.load);
    if (loaded.kind === 'ready') {
      return new CandidateThread(worker, loaded.bundle, bounds.answer);
    }
    throw new BundleRefusal(loaded.code, loaded.detail);
  } catch (error) {
    await worker.terminate();
    throw error;
  }
}

function firstMessage(worker: Worker, deadline: number): Promise<Loaded> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      clearTimeout(timer);
      // By name: without one, Node's own listeners go too, and no message comes through any more.
      for (const event of ['message', 'error', 'exit']) worker.removeAllListeners(event);
      // An error event that nobody hears would end the gateway.
      worker.on('error', () => undefined);
    };
    const fail = (error: Error): void => {
      settle();
      reject(error);
    };
    const timer = setTimeout(() => {
      fail(notPrepared(`it was not loaded within ${String(deadline / 1000)} s`));
    }, deadline);
    worker.once('message', (message: Loaded) => {
      settle();
      resolve(message);
    });
    worker.once('error', (error: Error) => {
      fail(notPrepared(`it ended the thread that loads it: ${error.message}`, error));
    });
    worker.once('exit', () => fail(new Error('the thread ended while it loaded the bundle')));
  });
}

function notPrepared(detail: string, cause?: unknown): BundleRefusal {
  return new BundleRefusal('not-prepared', detail, cause);
}

/** A thread that can be asked. It answers in the order of the questions. */
export class CandidateThread {
  readonly bundle: CheckedBundle;
  readonly #worker: Worker;
  readonly #deadline: number;
  #events: ThreadEvents | undefined;
  #asked: Question[] = [];
  #watchdog: NodeJS.Timeout | undefined;
  #ended: Promise<unknown> | undefined;

  constructor(worker: Worker, bundle: CheckedBundle, deadline: number) {
    this.#worker = worker;
    this.#deadline = deadline;
    this.bundle = bundle;
    worker.on('message', (verdict: Verdict) => this.#answer(verdict));
    worker.on('error', (error: Error) => this.#die(error.message));
    worker.on('exit', () => this.#die('it ended'));
  }

  /** Whom it tells from now on. Tells at once if it has died already. */
  listen(events: ThreadEvents): void {
    this.#events = events;
    if (this.#ended) events.died('it ended', []);
  }

  /** Questions without an answer so far. */
  get open(): number {
    return this.#asked.length;
  }

  /** Asks. The answer goes to `answered`. */
  ask(question: Question): void {
    this.#asked.push(question);
    this.#watchdog ??= this.#watch();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    this.#worker.postMessage(question);
  }

  /** Ends it, whatever it does; gives what it had no answer to. It tells nothing more. */
  async end(): Promise<Question[]> {
    const unanswered = this.#stop();
    await this.#ended;
    return unanswered;
  }

  #answer(verdict: Verdict): void {
    if (this.#ended) return;
    const question = this.#asked.shift()!;
    clearTimeout(this.#watchdog);
    this.#watchdog = this.#asked.length > 0 ? this.#watch() : undefined;
    this.#events?.answered(question, verdict);
  }

  #watch(): NodeJS.Timeout {
    return setTimeout(() => {
      this.#die(`it gave no answer within ${String(this.#deadline / 1000)} s`);
    }, this.#deadline);
  }

  #die(why: string): void {
    if (this.#ended) return;
    const unanswered = this.#stop();
    this.#events?.died(why, unanswered);
  }

  #stop(): Question[] {
    clearTimeout(this.#watchdog);
    this.#ended ??= this.#worker.terminate();
    const unanswered = this.#asked;
    this.#asked = [];
    return unanswered;
  }
}
