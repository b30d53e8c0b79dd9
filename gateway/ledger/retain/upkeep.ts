/** What is done beside the entries: closed segments are packed, and those past their time removed. */
import { SetupError } from '../../errors.ts';
import { InTurn } from '../../in-turn.ts';
import type { ExpiryData, HoldData } from '../../types.ts';
import type { Ledger, LedgerOptions } from '../contract.ts';
import { listSegments, type Segment } from '../segments.ts';
import type { Storage } from '../storage.ts';
import { TILE_WIDTH } from '../tree/tiles.ts';
import type { Tree } from '../tree/tree.ts';
import { Expiry } from './expire.ts';
import { Holds } from './holds.ts';
import { packSegment } from './pack-segment.ts';
import type { TreeEdge } from './pack-thread/check-segment.ts';
import { PackThread } from './pack-thread/thread.ts';

const EVERY = 3_600_000;
const SOON = 500;

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
  readonly #expiry: Expiry;
  readonly #inTurn = new InTurn();
  #ledger: Pick<Ledger, 'append'> | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** While segments are packed. */
  #thread: PackThread | undefined;
  #closed = false;

  constructor(options: UpkeepOptions) {
    this.#options = options;
    this.#holds = new Holds(options.dir, options.storage);
    this.#expiry = new Expiry({ ...options, retention: options.retention ?? [] });
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

  /** What is wrong with a segment is told once the others were seen to. */
  async #round(): Promise<void> {
    const { retention = [], expiries } = this.#options;
    await this.#expiry.finish(expiries);
    const faults = retention.length > 0 ? await this.#expire() : [];
    faults.push(...(await this.#pack()));
    if (faults.length > 0) throw faults[0];
  }

  async #expire(): Promise<unknown[]> {
    const { tree, written } = this.#options;
    const holds = await this.#holds.read(tree.size);
    return this.#expiry.run(this.#ledger!, await this.#closedSegments(), written(), holds);
  }

  /** The segments that are written no more. */
  async #closedSegments(): Promise<Segment[]> {
    const { dir, written } = this.#options;
    return (await listSegments(dir)).filter(({ first }) => first < written().first);
  }

  /** Gives what was found wrong with segments, which stay as they are. */
  async #pack(): Promise<unknown[]> {
    const open = (await this.#closedSegments()).filter(({ form }) => form === 'open');
    const faults: unknown[] = [];
    if (open.length === 0 || this.#closed) return faults;
    const thread = new PackThread();
    this.#thread = thread;
    try {
      for (const segment of open)
        if (!this.#closed) faults.push(...(await this.#packOne(segment, thread)));
    } finally {
      this.#thread = undefined;
      await thread.end();
    }
    return faults;
  }

  async #packOne(segment: Segment, thread: PackThread): Promise<unknown[]> {
    const { dir, storage, tree, log } = this.#options;
    try {
      const { bytes, packed } = await packSegment({ dir, storage, thread }, segment, edgeOf(tree));
      log({ event: 'ledger-packed', file: segment.file, bytes, packed });
      return [];
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      return [error];
    }
  }
}

function edgeOf(tree: Tree): TreeEdge {
  const { size } = tree;
  const index = Math.floor(size / TILE_WIDTH);
  return { size, hashes: tree.partialTile(0, index, size % TILE_WIDTH) ?? Buffer.alloc(0) };
}
