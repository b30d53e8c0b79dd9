/** The packing thread, as the ledger sees it. */
import { AskedThread } from '../../asked-thread/asked-thread.ts';
import type { Segment } from '../../segments.ts';
import type { CheckedSegment, TreeEdge } from './check-segment.ts';
import type { Order, Orders, Results } from './orders.ts';

/** A thread that reads segments, compresses them and checks what came of it. */
export class PackThread {
  readonly #thread: AskedThread<Order>;
  /** Shared: not 0 where somebody waits. */
  readonly #hurry = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

  /** Starts it. */
  constructor() {
    this.#thread = new AskedThread(new URL('worker.ts', import.meta.url), 'packs segments', {
      name: 'regent-pack',
      workerData: this.#hurry,
      // What it makes is soon garbage: without this V8 lets 20 MiB more of it gather.
      resourceLimits: { maxYoungGenerationSizeMb: 1 },
    });
  }

  /** Compresses a segment; each chunk is made when it is asked for. Rejects with the system's error. */
  async *compress(segment: Segment): AsyncGenerator<Buffer, void> {
    let chunk = await this.#ask('compress', { segment });
    while (chunk) {
      yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
      chunk = await this.#ask('next', {});
    }
  }

  /** As `checkSegment`. */
  check(dir: string, segment: Segment, edge: TreeEdge): Promise<CheckedSegment> {
    return this.#ask('check', { dir, segment, edge });
  }

  /** It rests no more: somebody waits. */
  hurry(): void {
    Atomics.store(this.#hurry, 0, 1);
  }

  /** Whether somebody waits. */
  get hurries(): boolean {
    return Atomics.load(this.#hurry, 0) !== 0;
  }

  end(): Promise<void> {
    return this.#thread.end();
  }

  #ask<K extends keyof Orders>(kind: K, order: Orders[K]): Promise<Results[K]> {
    return this.#thread.ask({ kind, ...order } as Order) as Promise<Results[K]>;
  }
}
