/** Puts together what was found in the segments, in their order, and checks what only all of them show. */
import type { NoteKey } from '../../gateway/ledger/notes/keys.ts';
import { TreeRange, coverRange, type SubtreeHash } from '../../gateway/ledger/tree/range.ts';
import { Bundles } from './bundles.ts';
import { Certificates } from './certificates.ts';
import { CheckpointChain } from './checkpoint-chain.ts';
import { Erasures } from './erasures.ts';
import { checkExpired, readLeaves } from './expired.ts';
import { Expiries } from './expiries.ts';
import { MAX_FAULTS, type Fault } from './faults.ts';
import type { SegmentFile } from './files.ts';
import { Intents } from './intents.ts';
import { checkPublished } from './published.ts';
import type { SegmentJob, SegmentReport } from './segment.ts';
import { readSubtree } from './read-hashes.ts';
import type { Kept, Verification, VerifyOptions } from './types.ts';
import { UpperTiles } from './upper-tiles.ts';

/** A ledger as it is put together. */
export class WholeLedger {
  readonly #options: VerifyOptions;
  readonly #first: number;
  readonly #faults: Fault[] = [];
  readonly #tiles = new UpperTiles();
  readonly #chain: CheckpointChain;
  readonly #intents: Intents;
  readonly #erasures = new Erasures();
  readonly #certificates: Certificates;
  readonly #bundles = new Bundles();
  readonly #missingTiles: { path: string; end: number }[] = [];
  readonly #expiries = new Expiries();
  /** The hashes over all that is before; undefined where they are not known any more. */
  #range: TreeRange | undefined = new TreeRange(0, (subtree) => this.#tiles.take(subtree));
  #end = 0;
  #from = '';
  #to = '';
  /** Time that the next segment may not begin before. */
  #reached = '';
  #torn = 0;

  constructor(options: VerifyOptions, first: number) {
    this.#options = options;
    this.#first = first;
    this.#certificates = new Certificates(options.dir);
    this.#chain = new CheckpointChain(options);
    this.#intents = new Intents((seq) => this.#isGone(seq));
  }

  /** Keys that may have signed, and those of the witnesses. */
  get keys(): readonly NoteKey[] {
    return this.#chain.keys;
  }

  /** What the check of each segment needs. */
  jobBase(kept: readonly Kept[]): Omit<SegmentJob, 'segment' | 'next'> {
    const { dir, bodies = true } = this.#options;
    return {
      dir,
      keys: this.#chain.keys,
      sizes: kept.flatMap(({ checkpoint }) => (checkpoint ? [checkpoint.size] : [])),
      bodies,
    };
  }

  /** Takes the next segment; `closed` where it is not the last. */
  take(segment: SegmentFile, report: SegmentReport, closed: boolean): void {
    this.#reach(segment.first);
    this.#takeTimes(segment, report);
    this.#faults.push(...report.faults, ...this.#intents.take(report.loose, report.open));
    this.#missingTiles.push(...report.missingTiles);
    this.#erasures.takeSlots(`${segment.name}.keys`, report.erased);
    for (const entry of report.special) {
      if (entry.type === 'erasure') {
        this.#erasures.take(entry);
        this.#certificates.take(entry);
      }
      if (entry.type === 'expiry') this.#expiries.take(entry);
      if (entry.type === 'bundle') this.#bundles.take(entry);
    }
    this.#torn = report.torn;
    this.#takeTree(report, { file: `${segment.name}.checkpoints`, closed });
  }

  /** Takes what is left of a segment that retention removed; `next` is the first entry of the one behind it. */
  takeExpired(segment: SegmentFile, next: number | undefined, kept: readonly Kept[]): void {
    this.#reach(segment.first);
    const { dir, sizes } = this.jobBase(kept);
    const found = checkExpired(dir, segment, next, sizes, this.#faults);
    if (!found) return;
    this.#expiries.takeRemoved(found.expired, found.tiles);
    this.#intents.takeExpired();
    this.#erasures.takeExpired();
    this.#certificates.takeExpired();
    this.#chain.takeExpired(found.expired);
    // It may have had a `clock` entry.
    this.#reached = '';
    // Its checkpoints were removed with it.
    this.#takeTree(found.report, { file: `${segment.name}.checkpoints`, closed: false });
  }

  /** All segments were taken. */
  end(kept: readonly Kept[], segments: number): Verification {
    for (const each of kept)
      this.#faults.push(...each.faults, ...this.#chain.checkKept(each, this.#end));
    this.#faults.push(...this.#chain.end(this.#end), ...this.#erasures.end(this.#options.dir));
    this.#faults.push(...checkPublished(this.#options.dir, this.#chain.sizes));
    const proved = this.#chain.newest?.size ?? 0;
    for (const { path, end } of this.#missingTiles)
      if (end <= proved) this.#faults.push({ fault: 'tile-missing', file: path });
    if (this.#range) this.#faults.push(...this.#tiles.compare(this.#options.dir, proved));
    this.#faults.push(...this.#expiries.check(), ...this.#bundles.check(this.#options.dir));
    const isGone = (seq: number): boolean => this.#isGone(seq);
    this.#faults.push(...this.#certificates.check(this.#chain.signers, isGone));
    return {
      first: this.#first,
      end: this.#end,
      segments,
      expired: this.#expiries.ranges,
      from: this.#from,
      to: this.#to,
      checkpoints: this.#chain.count,
      ...(this.#chain.newest && { newest: this.#chain.newest }),
      witnesses: this.#chain.witnesses,
      behind: Math.max(0, this.#end - proved),
      torn: this.#torn,
      open: this.#intents.open,
      erased: this.#erasures.count,
      certificatesToCome: this.#certificates.toCome,
      faults: limit(this.#faults),
    };
  }

  /** Fills what is missing before a segment from the tiles. */
  #reach(first: number): void {
    if (first === this.#end) return;
    const partial = this.#options.partial === true && this.#end === 0;
    if (first < this.#end) {
      this.#faults.push({ fault: 'wrong-segment', seq: first });
      this.#range = undefined;
    } else if (partial) {
      this.#skip(first);
    } else {
      this.#faults.push({ fault: 'missing', seq: this.#end, to: first - 1 });
      const read = readLeaves(this.#options.dir, this.#end, first, this.#faults);
      if (read && this.#range) this.#range.appendLeaves(read.leaves, 0, first - this.#end);
      else this.#range = undefined;
    }
    this.#end = first;
  }

  /** What is before a part of a ledger: the fewest hashes that cover it, from tiles. */
  #skip(first: number): void {
    for (const place of coverRange(0, first)) {
      const hash = readSubtree(this.#options.dir, place.height, place.index);
      if (!hash) {
        this.#faults.push({ fault: 'tile-missing', detail: `hashes of what is before ${first}` });
        this.#range = undefined;
        return;
      }
      this.#range?.append({ ...place, hash });
    }
  }

  #takeTimes({ file }: SegmentFile, { first, firstTime, lastTime, special }: SegmentReport): void {
    const accepted = special.some(({ seq, type }) => seq === first && type === 'clock');
    if (firstTime < this.#reached && firstTime !== '' && !accepted)
      this.#faults.push({ fault: 'out-of-time', file: file!, seq: first });
    this.#from ||= firstTime;
    this.#to = lastTime || this.#to;
    this.#reached = lastTime || this.#reached;
  }

  #takeTree(report: SegmentReport, place: { file: string; closed: boolean }): void {
    for (const subtree of report.subtrees) this.#tiles.take(subtree);
    const sized = new Map(report.sized.map(({ size, nodes }) => [size, nodes]));
    const root = (size: number): Buffer | undefined => this.#rootOf(sized.get(size));
    this.#chain.takeSizes(report, root);
    this.#faults.push(...this.#chain.take(report, place, root));
    this.#range?.appendRange(report.nodes);
    this.#end = report.end;
  }

  #rootOf(nodes: readonly SubtreeHash[] | undefined): Buffer | undefined {
    if (!nodes || !this.#range) return undefined;
    const range = this.#range.copy();
    range.appendRange(nodes);
    return range.root();
  }

  /** Whether it was removed, or is before the part of the ledger that is here. */
  #isGone(seq: number): boolean {
    return this.#expiries.isRemoved(seq) || (this.#options.partial === true && seq < this.#first);
  }
}

function limit(faults: Fault[]): Fault[] {
  if (faults.length <= MAX_FAULTS) return faults;
  const detail = `${faults.length - MAX_FAULTS} more`;
  return [...faults.slice(0, MAX_FAULTS), { fault: 'too-many-faults', detail }];
}
