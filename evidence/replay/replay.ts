/** Decides every recorded request again, with the recorded bundle and input: the decision must be the same. */
import { Pool } from '../../bundles/impact/pool.ts';
import { SetupError } from '../../gateway/errors.ts';
import type { Reader } from '../../gateway/ledger/read/reader.ts';
import type {
  BundleData,
  ConfigData,
  ErasureData,
  IntentData,
  LedgerEntry,
  RefusalData,
} from '../../gateway/types.ts';
import { Evaluator } from './evaluator.ts';
import { DEFAULT_LIMITS, LimitsReader } from './limits.ts';
import { MAX_DIFFERENCES, type Batch, type Difference, type Tally } from './types.ts';

/** What is replayed. */
export interface ReplayOptions {
  /** Directory of the ledger, or of an unpacked archive: its bundles are used. */
  dir: string;
  reader: Reader;
  /** Entries that are read, for the progress. */
  size: number;
  progress?: (read: number, of: number, decided: number) => void;
}

/** What came of it. */
export interface Replay {
  reproduced: number;
  different: number;
  /** The first of them, in order. */
  differences: Difference[];
  /** Denials that Regent made without its policy, as its clock and the recorded expiry say. */
  guarded: number;
  /** Denials because the bundle server was not reached: what is recorded cannot show it again. */
  unreachable: number;
  /** Decisions whose exchange was erased. */
  erased: number;
  /** Decisions that no key at hand opens. */
  locked: number;
  /** Refusals before a decision. */
  undecided: number;
}

/** Decisions that go to a worker at once. */
const BATCH = 200;

/** Throws SetupError where the ledger cannot be read, or there are decisions and none can be opened. */
export async function replay(options: ReplayOptions): Promise<Replay> {
  const { dir, reader, size, progress = () => undefined } = options;
  const run = new Run(reader);
  let read = 0;
  let decided = 0;
  const workers = new Workers(dir, (records) => {
    decided += records;
    progress(read, size, decided);
  });
  try {
    for await (const { entry } of reader.entries()) {
      read += 1;
      const batch = await run.take(entry);
      if (batch) await workers.send(batch);
    }
    await workers.send(run.rest());
    return run.finish(await workers.finish());
  } catch (error) {
    if (error instanceof SetupError) throw error;
    throw new SetupError(
      [`${dir}: cannot be read to its end (${(error as Error).message})`],
      error,
    );
  } finally {
    await workers.close();
  }
}

/** Threads take longer to start than one batch takes, so they are started for the second. */
class Workers {
  readonly #dir: string;
  readonly #done: (records: number) => void;
  #first: Batch | undefined;
  #pool: Pool<Batch, Tally> | undefined;

  constructor(dir: string, done: (records: number) => void) {
    this.#dir = dir;
    this.#done = done;
  }

  async send(batch: Batch): Promise<void> {
    const first = this.#first;
    if (!first && !this.#pool) {
      this.#first = batch;
      return;
    }
    this.#pool ??= new Pool({
      program: new URL('worker.ts', import.meta.url),
      setup: this.#dir,
      done: this.#done,
      transfer: () => [],
    });
    this.#first = undefined;
    if (first) await this.#pool.send(first);
    await this.#pool.send(batch);
  }

  async finish(): Promise<Tally[]> {
    if (this.#pool) return await this.#pool.finish();
    const evaluator = new Evaluator(this.#dir);
    if (this.#first) await evaluator.take(this.#first);
    return [evaluator.tally];
  }

  async close(): Promise<void> {
    await this.#pool?.close();
  }
}

/** Goes through the entries and gathers what workers decide. */
class Run {
  readonly #reader: Reader;
  readonly #counts = { guarded: 0, unreachable: 0, erased: 0, locked: 0, undecided: 0 };
  readonly #own: Difference[] = [];
  /** Exchanges that no key opens, and those that an erasure names: in an archive that is all that tells. */
  readonly #locked: string[] = [];
  readonly #erased = new Set<string>();
  /** When bundles expire, by digest. */
  readonly #expiries = new Map<string, string>();
  readonly #limits = new LimitsReader();
  #batch: Batch = { limits: DEFAULT_LIMITS, decisions: [] };
  #opened = 0;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  /** Gives a batch where one is full. */
  async take(entry: LedgerEntry): Promise<Batch | undefined> {
    if (entry.type === 'config') {
      const limits = this.#limits.take(entry.data as ConfigData);
      return limits && this.#begin(limits);
    }
    if (entry.type === 'bundle') {
      const { bundle, expires } = entry.data as BundleData;
      if (bundle && expires !== undefined) this.#expiries.set(bundle.digest, expires);
    }
    if (entry.type === 'erasure') this.#noteErasure(entry.data as ErasureData);
    if (entry.type !== 'intent' && entry.type !== 'refusal') return undefined;
    const data = entry.data as IntentData | RefusalData;
    if (data.action === undefined) {
      this.#counts.undecided += 1;
      return undefined;
    }
    if (this.#isGuarded(entry, data)) return undefined;
    const opened = await this.#reader.open(entry);
    if (opened.state !== 'open') {
      if (opened.state === 'no-key') this.#locked.push(data.id);
      else this.#counts.erased += 1;
      return undefined;
    }
    this.#opened += 1;
    const { seq, time } = entry;
    const bundle = data.bundle?.digest ?? '';
    this.#batch.decisions.push({ seq, id: data.id, time, bundle, sealed: opened.text });
    return this.#batch.decisions.length < BATCH ? undefined : this.#begin(this.#batch.limits);
  }

  rest(): Batch {
    return this.#batch;
  }

  finish(tallies: readonly Tally[]): Replay {
    for (const id of this.#locked) this.#counts[this.#erased.has(id) ? 'erased' : 'locked'] += 1;
    if (this.#opened === 0 && this.#counts.locked > 0) {
      throw new SetupError([
        'what the ledger holds is encrypted: name its key by --config regent.yaml or --key-file',
      ]);
    }
    const differences = [...this.#own, ...tallies.flatMap((tally) => tally.differences)];
    return {
      reproduced: tallies.reduce((sum, tally) => sum + tally.reproduced, 0),
      different: tallies.reduce((sum, tally) => sum + tally.different, this.#own.length),
      differences: differences.toSorted((a, b) => a.seq - b.seq).slice(0, MAX_DIFFERENCES),
      ...this.#counts,
    };
  }

  #noteErasure(data: ErasureData): void {
    if (data.state === 'begun') for (const id of data.exchanges) this.#erased.add(id);
  }

  #begin(limits: Batch['limits']): Batch | undefined {
    const full = this.#batch;
    this.#batch = { limits, decisions: [] };
    return full.decisions.length > 0 ? full : undefined;
  }

  /** Denials of `guardPolicy`: the policy was not asked. */
  #isGuarded({ seq, time }: LedgerEntry, data: IntentData | RefusalData): boolean {
    const reason = data.reasons?.length === 1 ? data.reasons[0] : undefined;
    const bundle = data.bundle?.digest ?? '';
    switch (reason) {
      case 'policy-missing':
        if (bundle === '') this.#counts.guarded += 1;
        else this.#differ({ seq, id: data.id, time, bundle, why: 'there was a policy' });
        return true;
      case 'policy-expired': {
        const expires = this.#expiries.get(bundle);
        if (expires !== undefined && Date.parse(time) >= Date.parse(expires)) {
          this.#counts.guarded += 1;
        } else this.#differ({ seq, id: data.id, time, bundle, why: 'the bundle had not expired' });
        return true;
      }
      case 'policy-stale':
        this.#counts.unreachable += 1;
        return true;
      default:
        return false;
    }
  }

  #differ(difference: Difference): void {
    this.#own.push(difference);
  }
}
