/** Removes segments that are past their time. */
import type { ExpiryData } from '../../types.ts';
import type { Ledger, LedgerOptions } from '../contract.ts';
import { parseLine } from '../entry.ts';
import { readLines, segmentAt, type Segment } from '../segments.ts';
import type { Storage } from '../storage.ts';
import type { Tree } from '../tree/tree.ts';
import { checkRoot } from './check-root.ts';
import { expiryTime } from './expiry-time.ts';
import { isHeld, type SetHold } from './holds.ts';
import { exists, listHalfRemoved, markExpired, removeFiles } from './remove-segment.ts';
import { SaidErasures } from './said-erasures.ts';
import { readFacts, type SegmentFacts } from './segment-facts.ts';

/** Segments that one `expiry` entry names at most. */
const MAX_SEGMENTS = 100;

/** What is remembered of a segment. */
type KnownFacts = Omit<SegmentFacts, 'open' | 'bodies'>;

/** What expiry works with. */
export interface ExpiryOptions extends Required<
  Pick<LedgerOptions, 'dir' | 'now' | 'log' | 'retention'>
> {
  storage: Storage;
  tree: Tree;
}

/** Finds segments that are past their time, says that they go, and removes them. */
export class Expiry {
  readonly #options: ExpiryOptions;
  readonly #erasures: SaidErasures;
  /** When segments that were looked at expire, by their first entry. */
  readonly #due = new Map<number, { at: number; facts: KnownFacts }>();

  constructor(options: ExpiryOptions) {
    this.#options = options;
    this.#erasures = new SaidErasures(options.dir);
  }

  /** Does what a crash left: what `expiries`, entries of the last segment, say was done. */
  async finish(expiries: readonly { seq: number; data: ExpiryData }[]): Promise<void> {
    const { dir, storage } = this.#options;
    for (const { seq, data } of expiries)
      for (const { first, last, root } of data.segments)
        if (!(await exists(segmentAt(dir, first, 'expired').path)))
          await markExpired(dir, storage, { first, last, root, expiry: seq });
    for (const first of await listHalfRemoved(dir)) await removeFiles(dir, storage, first);
  }

  /**
   * Removes what of `closed` is past its time and not held, with entries in `ledger` that say so before. `written` is the segment
   * behind them. Gives what was found wrong with segments, which stay. Rejects with the system's error.
   */
  async run(
    ledger: Pick<Ledger, 'append'>,
    closed: readonly Segment[],
    written: Segment,
    holds: readonly SetHold[],
  ): Promise<unknown[]> {
    const { dir, storage, log } = this.#options;
    const found = await this.#findPast(closed, written);
    const unheld = found.past.filter((facts) => !isHeld(facts, holds));
    const past = await this.#erasures.leaveOut(unheld, [...closed, written]);
    // What was removed before is said again where the entry that says so goes too: nothing else tells it from what somebody deleted.
    for (const segments of inParts(past.flatMap(({ expired }) => expired)))
      await ledger.append('expiry', { segments });
    const going = past.map(({ first, last, root }) => ({
      first,
      last,
      root: root.toString('base64'),
    }));
    for (const segments of inParts(going)) {
      const expiry = await ledger.append('expiry', { segments });
      for (const segment of segments) {
        await markExpired(dir, storage, { ...segment, expiry });
        await removeFiles(dir, storage, segment.first);
        this.#due.delete(segment.first);
        log({ event: 'ledger-expired', first: segment.first, last: segment.last });
      }
    }
    return found.faults;
  }

  /** Which are past their time, and what was found wrong with others. */
  async #findPast(
    closed: readonly Segment[],
    written: Segment,
  ): Promise<{ past: KnownFacts[]; faults: unknown[] }> {
    const { retention } = this.#options;
    const now = this.#options.now().getTime();
    const least = Math.min(...retention.map(({ keep }) => keep));
    const past: KnownFacts[] = [];
    const faults: unknown[] = [];
    for (const [at, segment] of closed.entries()) {
      const later = [...closed.slice(at + 1), written];
      try {
        // Times rise: neither this segment nor a later one is past any rule.
        if (now < (await timeOf(segment)) + least) break;
        const known = this.#due.get(segment.first) ?? (await this.#look(segment, later));
        if (known.at <= now) past.push(known.facts);
      } catch (error) {
        faults.push(error);
      }
    }
    return { past, faults };
  }

  async #look(segment: Segment, later: readonly Segment[]) {
    const { dir, tree, retention } = this.#options;
    const { open, bodies: _, ...facts } = await readFacts(segment);
    await checkRoot(dir, tree, segment, facts);
    const at = await expiryTime({ ...facts, open }, later, retention);
    const known = { at, facts };
    // An exchange that is not over may be at the next look.
    if (at !== Infinity || open.size === 0) this.#due.set(segment.first, known);
    return known;
  }
}

/** No more than one entry may name, at a time. */
function* inParts<T>(segments: readonly T[]): Generator<T[]> {
  for (let from = 0; from < segments.length; from += MAX_SEGMENTS)
    yield segments.slice(from, from + MAX_SEGMENTS);
}

/** Time of a segment's first entry. */
async function timeOf(segment: Segment): Promise<number> {
  for await (const { bytes } of readLines(segment)) return Date.parse(parseLine(bytes)?.time ?? '');
  return Infinity;
}
