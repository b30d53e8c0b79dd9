import { existsSync, renameSync } from 'node:fs';
import { openQueue, type Queue } from './queue.ts';

/** What opening the queue needs. */
export interface QueueFileParts {
  file: string;
  now: () => number;
  log: (level: 'info' | 'warn' | 'error', facts: object, message: string) => void;
}

/** How often an unusable file is tried again, in milliseconds. */
const AGAIN = 5000;

/**
 * The queue's file, opened when it is needed and again after a fault: a file that is damaged, deleted or
 * replaced, or a full disk, must neither stop the gateway nor end the notifications for good.
 */
export class QueueFile {
  readonly #parts: QueueFileParts;
  #queue: Queue | undefined;
  #tryAt = 0;
  #fault: string | undefined;

  constructor(parts: QueueFileParts) {
    this.#parts = parts;
  }

  /** Why it cannot be used; undefined where it can. */
  get fault(): string | undefined {
    return this.#fault;
  }

  /** Undefined while it cannot be used. */
  get(): Queue | undefined {
    const { now } = this.#parts;
    if (this.#queue || (now() < this.#tryAt && now() > this.#tryAt - AGAIN)) return this.#queue;
    try {
      this.#queue = this.#open();
      if (this.#fault !== undefined) {
        // A full disk lets a file be opened.
        this.#queue.writeSomething();
        this.#parts.log('info', {}, 'the queue of the notifications works again');
      }
      this.#fault = undefined;
    } catch (error) {
      this.failed(error);
    }
    return this.#queue;
  }

  /** Reads something; undefined where it cannot be read. */
  use<T>(work: (queue: Queue) => T): T | undefined {
    try {
      const queue = this.get();
      return queue && work(queue);
    } catch (error) {
      this.failed(error);
      return undefined;
    }
  }

  /** To be told of a fault: the file is opened anew, a little later. */
  failed(error: unknown): void {
    const fault = (error as Error).message;
    if (this.#fault === undefined) {
      this.#parts.log('error', { err: error }, 'the queue of the notifications cannot be used');
    }
    this.#fault = fault;
    this.#tryAt = this.#parts.now() + AGAIN;
    this.close();
  }

  close(): void {
    const queue = this.#queue;
    this.#queue = undefined;
    try {
      queue?.close();
    } catch {
      // It is given up all the same.
    }
  }

  /** What is in a damaged file is lost, but for what is still open: that is found in the approvals. */
  #open(): Queue {
    const { file, now, log } = this.#parts;
    try {
      return openQueue(file, now);
    } catch (error) {
      if (!isDamaged(error)) throw error;
      const aside = `${file}.damaged-${now()}`;
      log(
        'error',
        { err: error, aside },
        'the queue of the notifications is damaged: another is begun',
      );
      for (const end of ['', '-wal', '-shm']) {
        if (existsSync(file + end)) renameSync(file + end, aside + end);
      }
      return openQueue(file, now);
    }
  }
}

/** SQLITE_CORRUPT and SQLITE_NOTADB, and what a look through the file finds; not a full disk. */
function isDamaged(error: unknown): boolean {
  const { cause, message } = error as Error;
  const { errcode } = (cause ?? {}) as { errcode?: number };
  return errcode === 11 || errcode === 26 || /is corrupt/.test(message);
}
