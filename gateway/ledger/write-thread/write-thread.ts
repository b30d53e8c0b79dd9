/**
 * Writes that follow one another, made by a thread of their own. A thread of Node's pool sleeps after each write, and one that is
 * woken may have to wait for the main thread's processor: this one goes on to the next write, if that was given meanwhile.
 */
import type { FileHandle } from 'node:fs/promises';
import { constants } from 'node:os';
import { getSystemErrorMessage, getSystemErrorName } from 'node:util';
import { Worker } from 'node:worker_threads';
import { staleError } from '../stale-error.ts';
import {
  DONE,
  GIVEN,
  ROOM,
  SHARED_BYTES,
  SLOTS,
  bytesAt,
  fieldAt,
  nextNumber,
  viewShared,
} from './shared.ts';

/** Where is written. */
export interface Target {
  /** Held until the write is over, so that the descriptor stays open. */
  handle: FileHandle;
  path: string;
  /** Whether it was opened with O_DSYNC. */
  durable: boolean;
}

/** A write that is not over. */
interface Job {
  target: Target;
  bytes: Uint8Array;
  position: number;
  done: PromiseWithResolvers<number>;
}

/** A thread that writes. It does not keep the process alive while it has nothing to do. */
export class WriteThread {
  readonly #worker: Worker;
  readonly #shared: ReturnType<typeof viewShared>;
  /** Those for which there was no slot yet, and those that the thread has; in the order in which they came. */
  readonly #waiting: Job[] = [];
  readonly #given: Job[] = [];
  /** Numbers of the next write, and of the first that is not over. */
  #next = 0;
  #first = 0;
  #why = 'the thread that writes ended';

  /** Starts it. `ended` is called when it ends, which it does not of itself. */
  constructor(ended: () => void = () => undefined) {
    const memory = new SharedArrayBuffer(SHARED_BYTES);
    this.#shared = viewShared(memory);
    this.#worker = new Worker(new URL('worker.ts', import.meta.url), {
      workerData: memory,
      // Whatever the process was started to do is not for this thread.
      execArgv: [],
    });
    this.#worker.on('error', (error: Error) => {
      this.#why += `: ${error.message}`;
    });
    this.#worker.on('exit', () => {
      ended();
      for (const { done } of [...this.#given.splice(0), ...this.#waiting.splice(0)])
        done.reject(Object.assign(new Error(this.#why), { code: 'EIO' }));
    });
    this.#worker.unref();
  }

  /**
   * Writes to the end of a file, once all that was given before is over: all of it, or it rejects with the system's error; with
   * `ESTALE` where the file ends elsewhere, with `ENOENT` where it was deleted and is durable. The bytes must stay as they are until
   * then.
   */
  write(target: Target, bytes: Uint8Array, position: number): Promise<number> {
    const parts: Promise<number>[] = [];
    for (let from = 0; from < bytes.length; from += ROOM) {
      const done = Promise.withResolvers<number>();
      const part = bytes.subarray(from, from + ROOM);
      this.#waiting.push({ target, bytes: part, position: position + from, done });
      parts.push(done.promise);
    }
    this.#give();
    return parts.length === 1 ? parts[0]! : sumOf(parts);
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #give(): void {
    const wasIdle = this.#given.length === 0;
    while (this.#given.length < SLOTS && this.#waiting.length > 0)
      this.#place(this.#waiting.shift()!);
    if (!wasIdle || this.#given.length === 0) return;
    this.#worker.ref();
    this.#watch();
  }

  #place(job: Job): void {
    const { control, jobs, bytes: room } = this.#shared;
    const { target, bytes, position } = job;
    const number = this.#next;
    room.set(bytes, bytesAt(number));
    jobs[fieldAt(number, 'fd')] = target.handle.fd;
    jobs[fieldAt(number, 'length')] = bytes.length;
    jobs[fieldAt(number, 'position')] = position;
    jobs[fieldAt(number, 'durable')] = Number(target.durable);
    this.#next = nextNumber(number);
    this.#given.push(job);
    Atomics.store(control, GIVEN, this.#next);
    Atomics.notify(control, GIVEN);
  }

  #watch(): void {
    const { async, value } = Atomics.waitAsync(this.#shared.control, DONE, this.#first);
    if (async) void value.then(() => this.#settle());
    else this.#settle();
  }

  #settle(): void {
    const { control, jobs } = this.#shared;
    const end = Atomics.load(control, DONE);
    for (; this.#first !== end; this.#first = nextNumber(this.#first)) {
      const job = this.#given.shift();
      // It ended, and all were told that.
      if (!job) return;
      const result = jobs[fieldAt(this.#first, 'result')]!;
      if (result >= 0) job.done.resolve(result);
      else job.done.reject(systemError(job.target.path, result));
    }
    if (this.#given.length > 0) this.#watch();
    else this.#worker.unref();
    this.#give();
  }
}

function systemError(path: string, errno: number): Error {
  // Node has no name for this one.
  if (errno === -constants.errno.ESTALE) return staleError(path);
  const code = getSystemErrorName(errno);
  const message = `${code}: ${getSystemErrorMessage(errno)}, write '${path}'`;
  return Object.assign(new Error(message), { code, errno, syscall: 'write', path });
}

/** Waits for all, for what follows one that failed fails too. */
async function sumOf(parts: readonly Promise<number>[]): Promise<number> {
  let sum = 0;
  for (const part of await Promise.allSettled(parts)) {
    if (part.status === 'rejected') throw part.reason as Error;
    sum += part.value;
  }
  return sum;
}

let running: WriteThread | undefined;

/** The thread of this process, which is started where there is none. */
export function writeThread(): WriteThread {
  running ??= new WriteThread(() => {
    running = undefined;
  });
  return running;
}
