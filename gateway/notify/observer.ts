import { Refusal } from '../errors.ts';
import type { AccountChange } from '../approval/approvals.ts';
import { enqueueAccount } from './enqueue.ts';
import type { QueueFile } from './queue-file.ts';
import type { Queue } from './queue.ts';
import { findOpen, forgetGone, lookAt, remind, type WatchParts } from './watch.ts';

/** What observing needs; times in milliseconds. */
export interface ObserverParts {
  queueFile: QueueFile;
  parts: WatchParts;
  /** How long changes are gathered, so that the request that made one is not held up. */
  gather: number;
  upkeep: number;
  /** Told that something may be queued. */
  queued: () => void;
}

/** How many approvals are looked at before others have their turn. */
const AT_ONCE = 50;
/** How many changes are kept apart; past it, everything is looked at. */
const MOST_CHANGED = 1000;
/** After how long what could not be read or written is looked at again, in milliseconds. */
const AGAIN = 5000;
const DAY = 24 * 3_600_000;
/** How long a message's place, and a dead letter, is kept. */
const KEPT = 30 * DAY;

/** Turns changes of approvals into what is queued. Hearing of one costs nothing but its id. */
export class Observer {
  readonly #parts: ObserverParts;
  readonly #changed = new Set<string>();
  /** Everything is to be looked at: at the start, and where others have changed something. */
  #all = true;
  #timer: NodeJS.Timeout | undefined;
  #upkeep: NodeJS.Timeout | undefined;
  #closed = false;
  #rounds = 0;

  constructor(parts: ObserverParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#schedule();
    this.#upkeep = setInterval(() => this.#use((queue) => this.#keepUp(queue)), this.#parts.upkeep);
    this.#upkeep.unref();
  }

  /** To be called at each change; without an id anything may have changed. */
  heard(id: string | undefined): void {
    if (id === undefined || this.#changed.size >= MOST_CHANGED) this.#all = true;
    else this.#changed.add(id);
    this.#schedule();
  }

  /**
   * To be called when a person did something with their own right. It is queued at once, for nobody could find it
   * later: the ledger has it, the database only what holds. Where the queue cannot be written it is told to nobody.
   */
  heardOf(change: AccountChange): void {
    const { queueFile, parts, queued } = this.#parts;
    queueFile.use((queue) => queue.transact(() => enqueueAccount(queue, parts, change)));
    queued();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearInterval(this.#upkeep);
  }

  #schedule(delay = this.#parts.gather): void {
    if (this.#closed) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#use((queue) => this.#look(queue));
    }, delay).unref();
  }

  #look(queue: Queue): void {
    const { parts, queued } = this.#parts;
    if (this.#all) {
      for (const id of findOpen(queue, parts)) this.#changed.add(id);
      this.#all = false;
    }
    const first = [...this.#changed].slice(0, AT_ONCE);
    queue.transact(() => {
      for (const id of first) lookAt(queue, parts, id);
    });
    for (const id of first) this.#changed.delete(id);
    queued();
    if (this.#changed.size > 0) this.#schedule();
  }

  #keepUp(queue: Queue): void {
    const { parts, queued } = this.#parts;
    remind(queue, parts);
    // Once at the start, then each hour.
    if (this.#rounds % 60 === 0) {
      const now = parts.now();
      const { window } = parts.config.collapse;
      queue.forget({ messages: now - KEPT, dead: now - KEPT, floods: now - window });
      forgetGone(queue, parts);
    }
    this.#rounds += 1;
    queued();
  }

  /** What cannot be read or written now is looked at later, all of it: the approvals have it. */
  #use(work: (queue: Queue) => void): void {
    const { queueFile } = this.#parts;
    try {
      const queue = queueFile.get();
      if (queue) {
        work(queue);
        return;
      }
    } catch (error) {
      // A Refusal is of the approvals' own file, which says so itself.
      if (!(error instanceof Refusal)) queueFile.failed(error);
    }
    this.#all = true;
    this.#schedule(AGAIN);
  }
}
