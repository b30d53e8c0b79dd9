/** Keeps the subject index up with the ledger, beside the requests and in small slices. */
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  ApprovalData,
  IntentData,
  LedgerEntry,
  RefusalData,
  SealedIntent,
} from '../../types.ts';
import { isExchangeType } from '../exchange-types.ts';
import { EvidenceDamage } from '../read/damage.ts';
import type { Reader } from '../read/reader.ts';
import type { Sighting, SubjectIndex } from './subject-index.ts';

/** Milliseconds: how long the thread is held at most, and let go in between; how long sightings gather. */
const SLICE = 4;
const PAUSE = 8;
const GATHER = 200;
/** Milliseconds after which it is kept how far the index reaches, where nobody was seen: a crash has so much read again. */
const REACHED = 10_000;
/** Sightings of one transaction. */
const AT_ONCE = 200;

/** What the indexer needs of the ledger. */
export interface IndexerOptions {
  index: SubjectIndex;
  reader: Reader;
  /** Number of the last durable entry. */
  durable: () => number;
  log: (error: unknown) => void;
}

/** Indexes what is in the ledger when it begins, and what it is told of from then on. */
export class Indexer {
  readonly #options: IndexerOptions;
  #noted: Sighting[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** When the timer ends. */
  #due = Infinity;
  #caughtUp: Promise<void>;
  #behind = true;
  #closed = false;

  constructor(options: IndexerOptions) {
    this.#options = options;
    this.#caughtUp = this.#catchUp(options.durable()).catch((error: unknown) => options.log(error));
  }

  /** Notes what an entry that is durable says. To be called in the same turn in which that is known. */
  note(sighting: Sighting): void {
    const isSeen = sighting.subjects.length > 0 || sighting.approval !== undefined;
    if (isSeen) this.#noted.push(sighting);
    this.#flushWithin(isSeen ? GATHER : REACHED);
  }

  /** Resolves once everything that is durable now is indexed. Rejects where that failed. */
  async reach(): Promise<void> {
    await this.#caughtUp;
    if (this.#behind) {
      this.#caughtUp = this.#catchUp(this.#options.durable());
      await this.#caughtUp;
    }
    // What became durable in this turn is noted in it too.
    await sleep(0);
    this.#flush();
  }

  /** The same, in an index that holds what was put in: one that does not is made anew, from all entries. Rejects where that failed. */
  async reachSound(): Promise<void> {
    const { index, log } = this.#options;
    await this.reach();
    if (await index.isSound()) return;
    log(new Error('the subject index is damaged: it is made anew'));
    index.clear();
    this.#behind = true;
    await this.reach();
    if (!(await index.isSound())) throw new Error('the subject index is damaged again');
  }

  /** Ends the work; what was not indexed is after the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#caughtUp.catch(() => undefined);
    if (!this.#behind) this.#flush();
    clearTimeout(this.#timer);
    this.#options.index.close();
  }

  #flushWithin(delay: number): void {
    const due = performance.now() + delay;
    if (this.#due <= due) return;
    clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = setTimeout(() => this.#flush(), delay).unref();
  }

  /** All noted at once: entries up to the last durable one have been noted, or had nothing to note. */
  #flush(): void {
    clearTimeout(this.#timer);
    this.#due = Infinity;
    const { index, durable, log } = this.#options;
    const noted = this.#noted;
    this.#noted = [];
    try {
      index.add(noted, this.#behind ? 0 : durable() + 1);
    } catch (error) {
      this.#behind = true;
      log(error);
    }
  }

  async #catchUp(to: number): Promise<void> {
    const { index, reader } = this.#options;
    const from = index.next;
    let gathered: Sighting[] = [];
    let began = performance.now();
    for await (const { entry } of reader.entries({ from, to })) {
      if (this.#closed) return;
      const sighting = await readSighting(reader, entry);
      if (sighting) gathered.push(sighting);
      if (gathered.length < AT_ONCE && performance.now() - began < SLICE) continue;
      index.add(gathered, entry.seq + 1);
      gathered = [];
      await sleep(PAUSE);
      began = performance.now();
    }
    index.add(gathered, to + 1);
    this.#behind = false;
  }
}

/** What an entry says; undefined where it says nothing, or cannot be opened. */
async function readSighting(reader: Reader, entry: LedgerEntry): Promise<Sighting | undefined> {
  const { type, time } = entry;
  if (!isExchangeType(type)) return undefined;
  const data = entry.data as Partial<IntentData & RefusalData & ApprovalData>;
  try {
    // An approval names nobody: the requests that ask for it do.
    const opened = type === 'approval' ? undefined : await reader.open<SealedIntent>(entry);
    if (opened?.state !== undefined && opened.state !== 'open') return undefined;
    const subjects = opened?.state === 'open' ? (opened.sealed.subjects ?? []) : [];
    const { id, connection, approval } = data;
    if (subjects.length === 0 && approval === undefined) return undefined;
    return {
      exchange: id!,
      time,
      subjects,
      ...(connection !== undefined && { connection }),
      ...(approval !== undefined && { approval }),
    };
  } catch (error) {
    if (error instanceof EvidenceDamage) return undefined;
    throw error;
  }
}
