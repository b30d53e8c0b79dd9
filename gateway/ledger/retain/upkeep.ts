/** What is done beside the entries: closed segments are packed, and those past their time removed. */
import { SetupError } from '../../errors.ts';
import { InTurn } from '../../in-turn.ts';
import type { ExpiryData, HoldData } from '../../types.ts';
import type { Ledger, LedgerOptions } from '../contract.ts';
import { parseLine } from '../entry.ts';
import { listSegments, readLines, segmentAt, type Segment } from '../segments.ts';
import type { Storage } from '../storage.ts';
import { TILE_WIDTH } from '../tree/tiles.ts';
import type { Tree } from '../tree/tree.ts';
import { checkRoot } from './check-root.ts';
import { expiryTime } from './expiry-time.ts';
import { Holds, isHeld } from './holds.ts';
import { packSegment } from './pack-segment.ts';
import type { TreeEdge } from './pack-thread/check-segment.ts';
import { PackThread } from './pack-thread/thread.ts';
import { exists, listHalfRemoved, markExpired, removeFiles } from './remove-segment.ts';
import { SaidErasures } from './said-erasures.ts';
import { readFacts, type SegmentFacts } from './segment-facts.ts';

const EVERY = 3_600_000;
const SOON = 500;
/** Segments that one `expiry` entry names at most. */
const MAX_SEGMENTS = 100;

/** What is remembered of a segment. */
type KnownFacts = Omit<SegmentFacts, 'open' | 'bodies'>;

/** What upkeep works with. */
export interface UpkeepOptions
  extends Required<Pick<LedgerOptions, 'dir' | 'now' | 'log'>>, Pick<LedgerOptions, 'retention'> {
  storage: Storage;
  tree: Tree;
  /** The segment that is written. */
  written: () => Segment;
  /** `expiry` entries of the last segment: a crash may have come before what they say was done. */
  expiries: readonly { seq: number; data: ExpiryData }[];
}

/** One round at a time, some time after a segment was closed and every hour; what fails is told and tried again. */
export class Upkeep {
  readonly #options: UpkeepOptions;
  readonly #holds: Holds;
  readonly #erasures: SaidErasures;
  readonly #inTurn = new InTurn();
  /** When segments that were looked at expire, by their first entry. */
  readonly #due = new Map<number, { at: number; facts: KnownFacts }>();
  #ledger: Pick<Ledger, 'append'> | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** While segments are packed. */
  #thread: PackThread | undefined;
  #closed = false;
  /** What was found wrong with segments in this round; the others are seen to all the same. */
  #faults: unknown[] = [];

  constructor(options: UpkeepOptions) {
    this.#options = options;
    this.#holds = new Holds(options.dir, options.storage);
    this.#erasures = new SaidErasures(options.dir);
  }

  /** Begins, with entries written to `ledger`. */
  start(ledger: Pick<Ledger, 'append'>): void {
    this.#ledger = ledger;
    this.wake();
  }

  /** Sees to a round soon. */
  wake(): void {
    if (this.#ledger && !this.#closed) this.#schedule(SOON);
  }

  /** One round now, after what runs; rejects with what failed. */
  run(): Promise<void> {
    return this.#inTurn.run(() => this.#round());
  }

  /** Writes the entry of a hold; no segment is removed between the two. */
  holding(hold: HoldData, append: () => Promise<number>): Promise<number> {
    return this.#inTurn.run(async () => {
      if (hold.state === 'released') {
        const known = (await this.#readHolds()).some((other) => other.hold === hold.hold);
        if (!known) throw new Error(`there is no hold ${hold.hold} to release`);
      }
      return append();
    });
  }

  /** Does `work` with the holds that are set; none is set or released meanwhile. */
  withHolds<T>(work: (holds: readonly HoldData[]) => Promise<T>): Promise<T> {
    return this.#inTurn.run(async () => work(await this.#readHolds()));
  }

  /** Waits for what runs, and begins nothing more. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#thread?.hurry();
    await this.#inTurn.ended();
  }

  async #readHolds(): Promise<HoldData[]> {
    return (await this.#holds.read(this.#options.tree.size)).map(({ data }) => data);
  }

  #schedule(delay: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#schedule(EVERY);
      this.run().catch((error: Error) => {
        this.#options.log({ event: 'ledger-upkeep-failed', error });
      });
    }, delay).unref();
  }

  async #round(): Promise<void> {
    this.#faults = [];
    await this.#finishRemovals();
    const { retention = [] } = this.#options;
    if (retention.length > 0) await this.#expire();
    await this.#pack();
    if (this.#faults.length > 0) throw this.#faults[0];
  }

  /** The segments that are written no more. */
  async #closedSegments(): Promise<Segment[]> {
    const { dir, written } = this.#options;
    return (await listSegments(dir)).filter(({ first }) => first < written().first);
  }

  async #pack(): Promise<void> {
    const open = (await this.#closedSegments()).filter(({ form }) => form === 'open');
    if (open.length === 0 || this.#closed) return;
    const thread = new PackThread();
    this.#thread = thread;
    try {
      for (const segment of open) if (!this.#closed) await this.#packOne(segment, thread);
    } finally {
      this.#thread = undefined;
      await thread.end();
    }
  }

  async #packOne(segment: Segment, thread: PackThread): Promise<void> {
    const { dir, storage, tree, log } = this.#options;
    try {
      const { bytes, packed } = await packSegment({ dir, storage, thread }, segment, edgeOf(tree));
      log({ event: 'ledger-packed', file: segment.file, bytes, packed });
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      this.#faults.push(error);
    }
  }

  async #finishRemovals(): Promise<void> {
    const { dir, storage, expiries } = this.#options;
    for (const { seq, data } of expiries)
      for (const { first, last, root } of data.segments)
        if (!(await exists(segmentAt(dir, first, 'expired').path)))
          await markExpired(dir, storage, { first, last, root, expiry: seq });
    for (const first of await listHalfRemoved(dir)) await removeFiles(dir, storage, first);
  }

  async #expire(): Promise<void> {
    const { dir, storage, log } = this.#options;
    const holds = await this.#holds.read(this.#options.tree.size);
    const unheld = (await this.#findPast()).filter((facts) => !isHeld(facts, holds));
    const all = [...(await this.#closedSegments()), this.#options.written()];
    const past = await this.#erasures.leaveOut(unheld, all);
    // What was removed before is said again where the entry that says so goes too: nothing else tells it from what somebody deleted.
    for (const segments of inParts(past.flatMap(({ expired }) => expired)))
      await this.#ledger!.append('expiry', { segments });
    const going = past.map(({ first, last, root }) => ({
      first,
      last,
      root: root.toString('base64'),
    }));
    for (const segments of inParts(going)) {
      const expiry = await this.#ledger!.append('expiry', { segments });
      for (const segment of segments) {
        await markExpired(dir, storage, { ...segment, expiry });
        await removeFiles(dir, storage, segment.first);
        this.#due.delete(segment.first);
        log({ event: 'ledger-expired', first: segment.first, last: segment.last });
      }
    }
  }

  /** The closed segments that are past their time. */
  async #findPast(): Promise<KnownFacts[]> {
    const { retention = [], written } = this.#options;
    const now = this.#options.now().getTime();
    const least = Math.min(...retention.map(({ keep }) => keep));
    const segments = await this.#closedSegments();
    const past = [];
    for (const [at, segment] of segments.entries()) {
      const later = [...segments.slice(at + 1), written()];
      try {
        // Times rise: neither this segment nor a later one is past any rule.
        if (now < (await timeOf(segment)) + least) break;
        const known = this.#due.get(segment.first) ?? (await this.#look(segment, later));
        if (known.at <= now) past.push(known.facts);
      } catch (error) {
        this.#faults.push(error);
      }
    }
    return past;
  }

  async #look(segment: Segment, later: readonly Segment[]) {
    const { dir, tree } = this.#options;
    const { open, bodies: _, ...facts } = await readFacts(segment);
    await checkRoot(dir, tree, segment, facts);
    const at = await expiryTime({ ...facts, open }, later, this.#options.retention!);
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

function edgeOf(tree: Tree): TreeEdge {
  const { size } = tree;
  const index = Math.floor(size / TILE_WIDTH);
  return { size, hashes: tree.partialTile(0, index, size % TILE_WIDTH) ?? Buffer.alloc(0) };
}

/** Time of a segment's first entry. */
async function timeOf(segment: Segment): Promise<number> {
  for await (const { bytes } of readLines(segment)) return Date.parse(parseLine(bytes)?.time ?? '');
  return Infinity;
}
