/** Checks the segments of a ledger, a few ahead of the one that is asked for, while a gateway may write, pack and remove. */
import { listSegments, type SegmentFile } from './files.ts';
import type { SegmentPool } from './pool.ts';
import type { SegmentJob, SegmentReport } from './segment.ts';

/** What every segment is checked with. */
export interface AheadOptions {
  base: () => Omit<SegmentJob, 'segment' | 'next'>;
  pool: SegmentPool & { threads: number };
  /** As they were listed; those that come later are added. */
  segments: SegmentFile[];
}

/** The reports of segments, in order. */
export class CheckAhead {
  readonly #options: AheadOptions;
  readonly #ahead = new Map<number, Promise<SegmentReport | undefined>>();

  constructor(options: AheadOptions) {
    this.#options = options;
  }

  /** What was found in segment number `at`; undefined where retention removed it. To be called for one after the other. */
  async report(at: number): Promise<SegmentReport | undefined> {
    const { pool, segments } = this.#options;
    // A few more than there are threads, so that none waits for this one.
    for (let next = at; next < at + 2 * pool.threads; next += 1) this.#start(next);
    const report = await this.#ahead.get(at);
    this.#ahead.delete(at);
    if (at < segments.length - 1 || !this.#hasGrown()) return report;
    // It was not the last any more, and is checked as one that another follows.
    return this.report(at);
  }

  #start(at: number): void {
    if (this.#ahead.has(at) || at >= this.#options.segments.length) return;
    const checked = this.#check(at);
    // Whoever waits for it sees the error; until then it is not unhandled.
    checked.catch(() => undefined);
    this.#ahead.set(at, checked);
  }

  async #check(at: number): Promise<SegmentReport | undefined> {
    const { base, pool, segments } = this.#options;
    const segment = segments[at]!;
    const next = segments[at + 1];
    const { file } = segment;
    if (file === undefined) return undefined;
    try {
      return await pool.check({ ...base(), segment: { ...segment, file }, ...(next && { next }) });
    } catch (error) {
      const now = this.#list().find(({ first }) => first === segment.first);
      if (!now || now.file === file) throw error;
      // It was packed or removed meanwhile.
      segments[at] = now;
      return this.#check(at);
    }
  }

  #hasGrown(): boolean {
    const { segments } = this.#options;
    const last = segments.at(-1)!.first;
    const more = this.#list().filter(({ first }) => first > last);
    segments.push(...more);
    return more.length > 0;
  }

  #list(): SegmentFile[] {
    return listSegments(this.#options.base().dir);
  }
}
