/** Keeps a flood of differences from filling the ledger: the first of a second are recorded, the rest counted. */
import type { Kind } from '../../bundles/impact/kinds.ts';
import type { Action, BundleRef } from '../types.ts';

/** One decision that the candidate makes otherwise: the data of a `shadow` entry. */
export interface ShadowData {
  /** Decision id. */
  id: string;
  candidate: BundleRef;
  /** Worst first. */
  kinds: Kind[];
  active: Answer;
  shadow: Answer;
}

/** What a policy answered. */
export interface Answer {
  action: Action;
  reasons: string[];
  /** Why the answer was not usable. */
  fault?: string;
}

/** Differences that were not recorded one by one: the data of a `shadows` entry. */
export interface ShadowsData {
  /** RFC 3339. */
  from: string;
  to: string;
  candidate: BundleRef;
  /** How many decisions had a difference of the kind; one decision may have several. */
  counts: Partial<Record<Kind, number>>;
}

/** Writes to the ledger; both reject where that cannot be. */
export interface DifferenceSink {
  one(data: ShadowData): Promise<void>;
  many(data: ShadowsData): Promise<void>;
}

type Counted = Omit<ShadowsData, 'to'>;

const SECOND = 1000;

/**
 * Records in windows of one second that begin with a difference. What cannot be written is counted
 * on until it can: memory holds a number for each candidate and kind.
 */
export class Differences {
  readonly #perSecond: number;
  readonly #sink: DifferenceSink;
  #recorded = 0;
  /** By the candidate's digest. */
  #counted = new Map<string, Counted>();
  #window: NodeJS.Timeout | undefined;
  #writing = new Set<Promise<void>>();

  constructor(perSecond: number, sink: DifferenceSink) {
    this.#perSecond = perSecond;
    this.#sink = sink;
  }

  /** Records or counts one; does not wait, does not throw. */
  add(data: ShadowData): void {
    this.#openWindow();
    if (this.#recorded >= this.#perSecond) {
      this.#count(data);
      return;
    }
    this.#recorded += 1;
    this.#write(
      () => this.#sink.one(data),
      () => this.#count(data),
    );
  }

  /** Writes what was counted; resolves when all is written or given up. */
  async close(): Promise<void> {
    await Promise.all(this.#writing);
    this.#flush();
    await Promise.all(this.#writing);
    clearTimeout(this.#window);
  }

  #flush(): void {
    clearTimeout(this.#window);
    this.#window = undefined;
    this.#recorded = 0;
    const counted = [...this.#counted.values()];
    this.#counted.clear();
    for (const counts of counted) {
      this.#write(
        () => this.#sink.many({ ...counts, to: new Date().toISOString() }),
        () => this.#add(counts),
      );
    }
  }

  #write(work: () => Promise<void>, failed: () => void): void {
    const writing = work()
      .catch(failed)
      .finally(() => this.#writing.delete(writing));
    this.#writing.add(writing);
  }

  #count({ candidate, kinds }: ShadowData): void {
    const counts = Object.fromEntries(kinds.map((kind) => [kind, 1]));
    this.#add({ from: new Date().toISOString(), candidate, counts });
  }

  #add({ from, candidate, counts }: Counted): void {
    const known = this.#counted.get(candidate.digest) ?? { from, candidate, counts: {} };
    this.#counted.set(candidate.digest, known);
    if (from < known.from) known.from = from;
    for (const [kind, number] of Object.entries(counts) as [Kind, number][]) {
      known.counts[kind] = (known.counts[kind] ?? 0) + number;
    }
    this.#openWindow();
  }

  #openWindow(): void {
    this.#window ??= setTimeout(() => this.#flush(), SECOND).unref();
  }
}
