/**
 * Durable writes that follow one another, made by a thread of their own. A thread of Node's pool sleeps after each write, and
 * one that is woken may have to wait for the main thread's processor: this one goes on to the next write, if that was given
 * meanwhile.
 */
import type { FileHandle } from 'node:fs/promises';
import { constants } from 'node:os';
import { getSystemErrorMessage, getSystemErrorName } from 'node:util';
import { Worker } from 'node:worker_threads';
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

/** A write that is not over. */
interface Given {
  /** Held, so that the descriptor stays open. */
  handle: FileHandle;
  path: string;
  /** Where the file ends then. */
  end: number;
  done: PromiseWithResolvers<number>;
}

/** A thread that writes. It does not keep the process alive while it has nothing to do. */
export class WriteThread {
  readonly #worker: Worker;
  readonly #shared: ReturnType<typeof viewShared>;
  /** In the order in which they were given. */
  readonly #given: Given[] = [];
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
      for (const { done } of this.#given.splice(0))
        done.reject(Object.assign(new Error(this.#why), { code: 'EIO' }));
    });
    this.#worker.unref();
  }

  /** Whether a write of so many bytes can be given now. */
  hasRoom(length: number): boolean {
    return length <= ROOM && this.#given.length < SLOTS;
  }

  /**
   * Writes to a file that was opened with O_DSYNC and ends at `position`, once all that was given before is over: all of it, or
   * it rejects with the system's error, and with `ESTALE` where the file ends elsewhere.
   */
  write(handle: FileHandle, path: string, bytes: Uint8Array, position: number): Promise<number> {
    const { control, jobs, bytes: room } = this.#shared;
    const number = this.#next;
    room.set(bytes, bytesAt(number));
    jobs[fieldAt(number, 'fd')] = handle.fd;
    jobs[fieldAt(number, 'length')] = bytes.length;
    jobs[fieldAt(number, 'position')] = position;
    this.#next = nextNumber(number);
    const done = Promise.withResolvers<number>();
    this.#given.push({ handle, path, end: position + bytes.length, done });
    Atomics.store(control, GIVEN, this.#next);
    Atomics.notify(control, GIVEN);
    if (this.#given.length === 1) {
      this.#worker.ref();
      this.#watch();
    }
    return done.promise;
  }

  /** Where a file will end by what was given for it and is not over; 0 where that is nothing. */
  comingEnd(path: string): number {
    return this.#given.findLast((write) => write.path === path)?.end ?? 0;
  }

  /** Resolves when all that was given so far is over. */
  async over(): Promise<void> {
    await this.#given.at(-1)?.done.promise.catch(() => undefined);
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
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
      const write = this.#given.shift();
      // It ended, and all were told that.
      if (!write) return;
      const result = jobs[fieldAt(this.#first, 'result')]!;
      if (result >= 0) write.done.resolve(result);
      else write.done.reject(systemError(result));
    }
    if (this.#given.length > 0) this.#watch();
    else this.#worker.unref();
  }
}

function systemError(errno: number): Error {
  // Node has no name for this one.
  const stale = errno === -constants.errno.ESTALE;
  const code = stale ? 'ESTALE' : getSystemErrorName(errno);
  const why = stale ? 'the file ends elsewhere' : getSystemErrorMessage(errno);
  return Object.assign(new Error(`${code}: ${why}, write`), { code, errno, syscall: 'write' });
}

let running: WriteThread | undefined;

/** The thread of this process, which is started where there is none. */
export function writeThread(): WriteThread {
  running ??= new WriteThread(() => {
    running = undefined;
  });
  return running;
}
