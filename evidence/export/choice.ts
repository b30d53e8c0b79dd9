/** Which entries an archive has (docs/ledger-format.md, Archives). */
import type {
  ApprovalData,
  BundleData,
  ConfigData,
  DelegationData,
  LedgerEntry,
  PasskeyData,
} from '../../gateway/types.ts';

/** What was asked for. */
export interface Choice {
  /** RFC 3339 in UTC with milliseconds, both inclusive. */
  from?: string;
  to?: string;
  session?: string;
  subject?: { type: string; value: string };
  /** Decision ids of the subject's exchanges. */
  exchanges?: ReadonlySet<string>;
}

/** From `first` to `last`, both included. */
export type Run = [first: number, last: number];

/** Whatever was asked for: who signs, what is erased, and where time may fall between two entries. */
const ALWAYS = new Set(['signing-key', 'erasure', 'clock']);

/** What says how the gateway itself was, whoever asked what. */
const ALWAYS_IN_RANGE = new Set([
  'start',
  'stop',
  'config',
  'bundle',
  'recovered',
  'gap',
  'hold',
  'expiry',
]);

/** Goes through the entries in order and notes which are chosen. */
export class Chooser {
  readonly #choice: Choice;
  readonly #runs: Run[] = [];
  /** Intents without their outcome so far. */
  readonly #open = new Set<number>();
  /** From before the range: the last configuration, in all its parts, and the last bundle that was activated. */
  #config: number[] = [];
  #bundle: number[] = [];
  /** By who decides: what says that a passkey is theirs, and for whom else they decide. */
  readonly #standing = new Map<string, number[]>();
  /** The same of those whose decisions are chosen. */
  readonly #deciders: number[] = [];

  constructor(choice: Choice) {
    this.#choice = choice;
  }

  /** Takes the next entry; gives whether it is chosen as far as is known by now. */
  take(entry: LedgerEntry): boolean {
    this.#noteStanding(entry);
    const isChosen = this.#isChosen(entry);
    if (isChosen && entry.type === 'approval') this.#addDecider(entry.data as ApprovalData);
    if (isChosen) this.#add(entry.seq);
    return isChosen;
  }

  /** The chosen entries, in order. */
  runs(): Run[] {
    const runs: Run[] = [];
    const before = [...this.#config, ...this.#bundle, ...this.#deciders].map((seq): Run => [
      seq,
      seq,
    ]);
    const found = [...this.#runs, ...before];
    for (const [first, last] of found.toSorted((a, b) => a[0] - b[0])) {
      const previous = runs.at(-1);
      if (previous && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
      else runs.push([first, last]);
    }
    return runs;
  }

  #isChosen({ seq, time, type, data }: LedgerEntry): boolean {
    const { from = '', to } = this.#choice;
    if (type === 'outcome' && this.#open.delete((data as { intent: number }).intent)) return true;
    if (ALWAYS.has(type)) return true;
    if (time < from) {
      if (type === 'config')
        this.#config = [...(isLaterPart(data as ConfigData) ? this.#config : []), seq];
      if (type === 'bundle' && (data as BundleData).state === 'activated') this.#bundle = [seq];
      return false;
    }
    if (to !== undefined && time > to) return false;
    if (!ALWAYS_IN_RANGE.has(type) && !this.#isAskedFor(data as Members)) return false;
    if (type === 'intent') this.#open.add(seq);
    return true;
  }

  #isAskedFor({ id, session }: Members): boolean {
    const { exchanges, session: asked } = this.#choice;
    if (exchanges && (typeof id !== 'string' || !exchanges.has(id))) return false;
    return asked === undefined || session === asked;
  }

  #noteStanding({ seq, type, data }: LedgerEntry): void {
    if (type !== 'passkey' && type !== 'delegation') return;
    const who = type === 'passkey' ? (data as PasskeyData).by : (data as DelegationData).to;
    const name = nameOf(who);
    this.#standing.set(name, [...(this.#standing.get(name) ?? []), seq]);
  }

  /** A signature proves who decided only with the entry of its key. */
  #addDecider({ by }: ApprovalData): void {
    if (by) this.#deciders.push(...(this.#standing.get(nameOf(by)) ?? []));
  }

  #add(seq: number): void {
    const last = this.#runs.at(-1);
    if (last?.[1] === seq - 1) last[1] = seq;
    else this.#runs.push([seq, seq]);
  }
}

function nameOf({ issuer, subject }: { issuer: string; subject: string }): string {
  return JSON.stringify([issuer, subject]);
}

function isLaterPart(data: ConfigData): boolean {
  return 'part' in data && data.part > 1;
}

interface Members {
  id?: unknown;
  session?: unknown;
}

/** Tells, for rising numbers, which are in the runs. */
export function inRuns(runs: readonly Run[]): (seq: number) => { run: Run } | undefined {
  let at = 0;
  return (seq) => {
    while (at < runs.length && runs[at]![1] < seq) at += 1;
    const run = runs[at];
    return run && run[0] <= seq ? { run } : undefined;
  };
}
