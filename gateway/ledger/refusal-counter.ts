/** Keeps a flood of refusals from filling the disk: the first of a second are recorded, the rest counted. */
import type { RefusalData, RefusalsData } from '../types.ts';
import type { Attachments } from './contract.ts';

const SECOND = 1000;

/** What the counter writes with; both reject when the entry cannot be made durable. */
export interface RefusalSink {
  one(data: RefusalData, attachments?: Attachments): Promise<unknown>;
  many(data: RefusalsData): Promise<unknown>;
}

/**
 * Counts in windows of one second that begin with a refusal. What cannot be written, one by one or
 * counted, is counted on until it can: memory holds no more than a number for each error code.
 */
export class RefusalCounter {
  readonly #perSecond: number;
  readonly #now: () => string;
  readonly #sink: RefusalSink;
  #recorded = 0;
  #from: string | undefined;
  #counts: Record<string, number> = {};
  #window: NodeJS.Timeout | undefined;

  constructor(perSecond: number, now: () => string, sink: RefusalSink) {
    this.#perSecond = perSecond;
    this.#now = now;
    this.#sink = sink;
  }

  /** Records or counts one refusal. */
  count(data: RefusalData, attachments?: Attachments): void {
    const time = this.#now();
    this.#openWindow();
    if (this.#recorded >= this.#perSecond) {
      this.#add(time, data.code, 1);
      return;
    }
    this.#recorded += 1;
    this.#sink.one(data, attachments).catch(() => this.#add(time, data.code, 1));
  }

  /** Ends the window and writes what was counted; resolves when that is durable or counted again. */
  async flush(): Promise<void> {
    clearTimeout(this.#window);
    this.#window = undefined;
    this.#recorded = 0;
    if (this.#from === undefined) return;
    const [from, counts] = [this.#from, this.#counts];
    this.#from = undefined;
    this.#counts = {};
    try {
      await this.#sink.many({ from, to: this.#now(), counts });
    } catch {
      for (const [code, count] of Object.entries(counts)) this.#add(from, code, count);
    }
  }

  /** Stops counting; returns how many refusals were counted and could not be written. */
  end(): number {
    clearTimeout(this.#window);
    return Object.values(this.#counts).reduce((sum, count) => sum + count, 0);
  }

  #add(from: string, code: string, count: number): void {
    if (this.#from === undefined || from < this.#from) this.#from = from;
    this.#counts[code] = (this.#counts[code] ?? 0) + count;
    this.#openWindow();
  }

  #openWindow(): void {
    this.#window ??= setTimeout(() => void this.flush(), SECOND).unref();
  }
}
