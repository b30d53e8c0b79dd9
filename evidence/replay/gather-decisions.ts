/** Takes the decisions out of a ledger, in batches, and what is known of those that are not made again. */
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
import { DEFAULT_LIMITS, LimitsReader } from './limits.ts';
import { MAX_DIFFERENCES, type Batch, type Difference, type Replay, type Tally } from './types.ts';

/** Decisions that go to a worker at once. */
const BATCH = 200;

/** Goes through the entries. */
export class Gathering {
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

  /** What is left for the last batch. */
  rest(): Batch {
    return this.#batch;
  }

  /** All together. Throws SetupError where nothing could be opened. */
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
