/** The packing thread, as the ledger sees it. */
import { Worker } from 'node:worker_threads';
import type { Segment } from '../../segments.ts';
import type { CheckedSegment } from './check-segment.ts';
import type { Held } from './compress-segment.ts';
import { toError, type Answer, type Orders, type Results } from './messages.ts';

/**
 * A thread that reads segments, checks and compresses them; one thing at a time. It keeps the process alive only while it
 * is asked. Where it ends, what it is asked rejects, then and from then on.
 */
export class PackThread {
  readonly #worker: Worker;
  /** Shared: not 0 where somebody waits. */
  readonly #hurry = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  #asked: PromiseWithResolvers<Answer> | undefined;
  #why = 'the thread that packs segments ended';
  #ended = false;

  /** Starts it. */
  constructor() {
    this.#worker = new Worker(new URL('worker.ts', import.meta.url), {
      name: 'regent-pack',
      workerData: this.#hurry,
      // What it makes is soon garbage: without this V8 lets 20 MiB more of it gather.
      resourceLimits: { maxYoungGenerationSizeMb: 1 },
      // Whatever the process was started to do is not for this thread.
      execArgv: [],
    });
    this.#worker.on('message', (answer: Answer) => this.#asked?.resolve(answer));
    this.#worker.on('error', (error: Error) => {
      this.#why += `: ${error.message}`;
    });
    this.#worker.on('exit', () => {
      this.#ended = true;
      this.#asked?.reject(new Error(this.#why));
    });
    this.#worker.unref();
  }

  /** As `checkSegment`. */
  check(dir: string, segment: Segment, size: number): Promise<CheckedSegment> {
    return this.#ask('check', { dir, segment, size });
  }

  /** Compresses a segment; each chunk is made when it is asked for. Rejects with the system's error. */
  async *compress(segment: Segment): AsyncGenerator<Buffer, void> {
    let chunk = await this.#ask('compress', { segment });
    while (chunk) {
      yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
      chunk = await this.#ask('next', {});
    }
  }

  /** As `digestSegment`. */
  digest(segment: Segment): Promise<Held> {
    return this.#ask('digest', { segment });
  }

  /** It rests no more: somebody waits. */
  hurry(): void {
    Atomics.store(this.#hurry, 0, 1);
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  async #ask<K extends keyof Orders>(kind: K, order: Orders[K]): Promise<Results[K]> {
    if (this.#ended) throw new Error(this.#why);
    this.#asked = Promise.withResolvers();
    this.#worker.ref();
    try {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      this.#worker.postMessage({ kind, ...order });
      const answer = await this.#asked.promise;
      if ('failure' in answer) throw toError(answer.failure);
      return answer.result as Results[K];
    } finally {
      this.#asked = undefined;
      this.#worker.unref();
    }
  }
}
