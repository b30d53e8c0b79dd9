/** Asks the candidate what waits, and starts it anew when it fails. */
import { Pauses } from '../pauses.ts';
import type { Question, ThreadSetup, Verdict } from './messages.ts';
import { Queue, type QueueLimits } from './queue.ts';
import { startThread, type CandidateThread, type Bounds } from './thread.ts';

/** What became of a decision of the sample. */
export type Result =
  /** The candidate decides the same. */
  | 'equal'
  | 'differing'
  /** The queue was full, or another candidate came. */
  | 'dropped'
  /** The candidate crashed, hung or ran out of memory over it. */
  | 'failed'
  /** There was no candidate yet. */
  | 'no-candidate';

/** What the comparer needs; times in milliseconds. */
export interface ComparerOptions {
  bounds: Bounds;
  queue: QueueLimits;
  /** First pause before a restart. */
  backoff: number;
  /** Hears of the result of each question, with the verdict where there is one. */
  settled(question: Question, result: Result, verdict?: Verdict): void;
  /** Hears of a thread that died, and, without a text, of one that was started again. */
  fault(why?: string): void;
}

/** Questions that the thread has at once: it is not idle while an answer is on its way. */
const AHEAD = 8;
const LAST_BACKOFF = 60_000;

/** Keeps the one thread of the active candidate busy. */
export class Comparer {
  readonly #options: ComparerOptions;
  readonly #queue: Queue;
  readonly #pauses: Pauses;
  #setup: ThreadSetup | undefined;
  #thread: CandidateThread | undefined;
  #startedAt = 0;
  #restart: NodeJS.Timeout | undefined;
  #restarting: Promise<void> | undefined;
  #pump: NodeJS.Immediate | undefined;

  constructor(options: ComparerOptions) {
    this.#options = options;
    this.#queue = new Queue(options.queue);
    this.#pauses = new Pauses({ first: options.backoff, last: LAST_BACKOFF });
  }

  /** Questions that wait. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** Takes a question; what becomes of it is told later, or at once where it cannot wait. Costs no more than that. */
  offer(question: Question): void {
    if (this.#setup === undefined) this.#options.settled(question, 'no-candidate');
    else if (!this.#queue.add(question)) this.#options.settled(question, 'dropped');
    else this.#schedule();
  }

  /** Asks this thread from now on; `setup` starts it again. The one before ends. */
  async use(thread: CandidateThread, setup: ThreadSetup): Promise<void> {
    const before = this.#thread;
    clearTimeout(this.#restart);
    this.#pauses.reset();
    this.#setup = setup;
    this.#adopt(thread);
    await this.#drop(before);
  }

  /** Ends the thread; nothing is asked any more. */
  async close(): Promise<void> {
    const thread = this.#thread;
    this.#setup = undefined;
    this.#thread = undefined;
    clearTimeout(this.#restart);
    clearImmediate(this.#pump);
    await this.#restarting;
    await this.#drop(thread);
  }

  async #drop(thread: CandidateThread | undefined): Promise<void> {
    const open = (await thread?.end()) ?? [];
    for (const question of open) this.#options.settled(question, 'dropped');
  }

  #adopt(thread: CandidateThread): void {
    this.#thread = thread;
    this.#startedAt = performance.now();
    thread.listen({
      answered: (question, verdict) => {
        const result = verdict.kinds.length === 0 ? 'equal' : 'differing';
        this.#options.settled(question, result, verdict);
        this.#schedule();
      },
      died: (why, unanswered) => this.#bury(why, unanswered),
    });
    this.#schedule();
  }

  /** Not at once: the request that brings a question goes first. */
  #schedule(): void {
    this.#pump ??= setImmediate(() => {
      this.#pump = undefined;
      while (this.#thread && this.#thread.open < AHEAD) {
        const question = this.#queue.take();
        if (question === undefined) return;
        this.#thread.ask(question);
      }
    });
  }

  #bury(why: string, unanswered: Question[]): void {
    this.#thread = undefined;
    for (const question of unanswered) this.#options.settled(question, 'failed');
    this.#options.fault(why);
    if (performance.now() - this.#startedAt > LAST_BACKOFF) this.#pauses.reset();
    this.#retryLater();
  }

  #retryLater(): void {
    this.#restart = setTimeout(() => {
      this.#restarting = this.#startAgain(this.#setup!);
    }, this.#pauses.next()).unref();
  }

  async #startAgain(setup: ThreadSetup): Promise<void> {
    try {
      const thread = await startThread(setup, this.#options.bounds);
      if (setup !== this.#setup) {
        await thread.end();
        return;
      }
      this.#options.fault();
      this.#adopt(thread);
    } catch (error) {
      if (setup !== this.#setup) return;
      this.#options.fault((error as Error).message);
      this.#retryLater();
    }
  }
}
