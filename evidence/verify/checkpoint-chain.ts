/** The checkpoints of a ledger in order: signed by the key that signs there, of these entries, never going back. */
import { parseVkey, type NoteKey } from '../../gateway/ledger/notes/keys.ts';
import { placeOf, type Cosignature, type FoundCheckpoint } from './checkpoint-lines.ts';
import type { Fault } from './faults.ts';
import type { SegmentReport } from './segment.ts';
import { OtherSignatures } from './other-signatures.ts';
import { Signers } from './signers.ts';
import type { Kept, VerifyOptions, WitnessedSize } from './types.ts';

/** Gives the root of the tree at a size; undefined where it is not known. */
export type RootOf = (size: number) => Buffer | undefined;

/** Follows the checkpoints. */
export class CheckpointChain {
  readonly #signers: Signers;
  readonly #others = new OtherSignatures();
  readonly #witnesses: { key: NoteKey; seen?: WitnessedSize }[];
  /** Roots at the sizes that others remember. */
  readonly #roots = new Map<number, Buffer>();
  /** Whether the run of checkpoints with wrong roots was said. */
  #wrong = false;
  #last: { size: number; note: string } = { size: 0, note: '' };
  /** Size of the one before the last. */
  #before = 0;
  #newest: { size: number } | undefined;
  #count = 0;

  constructor({ keys, witnesses = [] }: VerifyOptions) {
    this.#signers = new Signers(keys.map((vkey) => parseVkey(vkey)));
    this.#witnesses = witnesses.map((vkey) => ({ key: parseVkey(vkey) }));
  }

  /** Keys of the ledger that are known so far. */
  get signers(): NoteKey[] {
    return this.#signers.keys;
  }

  /** Keys that may have signed, and those of the witnesses. */
  get keys(): NoteKey[] {
    return [...this.#signers.keys, ...this.#witnesses.map(({ key }) => key)];
  }

  /** Checkpoints that were read. */
  get count(): number {
    return this.#count;
  }

  /** Sizes of the last checkpoint and of the one before it, 0 where there is none. */
  get sizes(): { last: number; before: number } {
    return { last: this.#last.size, before: this.#before };
  }

  /** The newest checkpoint without a fault. */
  get newest(): { size: number } | undefined {
    return this.#newest;
  }

  /** How far each witness has seen the ledger. */
  get witnesses(): WitnessedSize[] {
    return this.#witnesses.map(({ seen }) => seen).filter((seen) => seen !== undefined);
  }

  /** Takes a segment that retention removed. */
  takeExpired(segment: { last: number }): void {
    this.#signers.takeExpired(segment);
  }

  /** Remembers roots for `checkKept`. */
  takeSizes({ sized }: SegmentReport, root: RootOf): void {
    for (const { size } of sized) this.#roots.set(size, root(size)!);
  }

  /** Takes the checkpoints of a segment, with the keys that its entries name. */
  take(
    { checkpoints, special, first, end }: SegmentReport,
    { file, closed }: { file: string; closed: boolean },
    root: RootOf,
  ): Fault[] {
    const faults: Fault[] = [];
    const waiting = special.filter(({ type }) => type === 'signing-key');
    const takeKeys = (size: number): void => {
      while (waiting[0] && waiting[0].seq < size) {
        const fault = this.#signers.take(waiting.shift()!);
        if (fault) faults.push(fault);
      }
    };
    const known = new Map<string, string>();
    for (const checkpoint of checkpoints) {
      this.#count += 1;
      takeKeys(checkpoint.size);
      faults.push(...this.#check(checkpoint, known, first, end, root));
      known.set(textOf(checkpoint), checkpoint.note);
    }
    takeKeys(end);
    if (closed && first < end && checkpoints.every(({ size }) => size !== end)) {
      const detail = `of the ${end} entries at whose end a segment was closed`;
      faults.push({ fault: 'checkpoint-missing', file, detail });
    }
    return faults;
  }

  /** Checks a checkpoint that is a file of its own against a ledger of `end` entries. */
  checkKept({ name, of, checkpoint }: Kept, end: number): Fault[] {
    if (!checkpoint) return [];
    const { size, root, cosigned } = checkpoint;
    const own = of === 'own';
    if (own && checkpoint.note === this.#last.note) return [];
    const signed = this.#signers.signedByAny(checkpoint);
    // That it is bad is told where certificates are checked.
    if (!signed && of === 'certificate') return [];
    if (!signed)
      return [{ fault: 'checkpoint-unsigned', file: name, detail: 'by no key that is known' }];
    if (size > end) {
      const detail = `it has ${end} entries, and ${name} was signed over ${size}`;
      return [{ fault: 'cut', detail }];
    }
    if (own && size > this.#last.size) {
      const detail = `of ${size} entries, which ${name} is`;
      return [{ fault: 'checkpoint-missing', file: '*.checkpoints', detail }];
    }
    const found = size === 0 ? undefined : this.#roots.get(size);
    if (size > 0 && !found?.equals(root)) {
      if (own) return [{ fault: 'checkpoint-wrong-root', file: name }];
      return [{ fault: 'rewritten', detail: `its first ${size} entries are not those of ${name}` }];
    }
    this.#takeCosignatures(size, cosigned);
    if (size > (this.#newest?.size ?? 0)) this.#newest = { size };
    return [];
  }

  /** All checkpoints were taken. */
  end(end: number): Fault[] {
    const faults = this.#others.end(this.#signers.keys);
    if (this.#count === 0 && end > 0)
      faults.push({ fault: 'checkpoint-missing', detail: 'there is none: nothing is proved' });
    for (const { key, seen } of this.#witnesses)
      if (!seen) faults.push({ fault: 'cosignature-missing', detail: key.name });
    return faults;
  }

  /** `known` are those before it in its file, by what is signed: cosignatures may come late. */
  #check(
    checkpoint: FoundCheckpoint,
    known: ReadonlyMap<string, string>,
    first: number,
    end: number,
    root: RootOf,
  ): Fault[] {
    const { size, note } = checkpoint;
    const place = placeOf(checkpoint);
    const before = known.get(textOf(checkpoint));
    if (before === note) return [{ fault: 'repeated', ...place }];
    const again = before !== undefined && note.startsWith(before);
    if (size > end) {
      const detail = `${size} entries, and there are ${end}`;
      return [{ fault: 'checkpoint-beyond', ...place, detail }];
    }
    const faults: Fault[] = [];
    if (!again && (size <= this.#last.size || size <= first))
      faults.push({ fault: 'checkpoint-order', ...place });
    const unsigned = this.#signers.check(checkpoint);
    if (unsigned !== undefined)
      faults.push({ fault: 'checkpoint-unsigned', ...place, detail: unsigned });
    else faults.push(...this.#others.take(checkpoint, this.#signers.keys));
    const expected = size === 0 ? undefined : root(size);
    if (size > 0 && !expected?.equals(checkpoint.root)) {
      if (!this.#wrong) {
        const range = { seq: this.#newest?.size ?? 0, to: size - 1 };
        faults.push({ fault: 'checkpoint-wrong-root', ...place, ...range });
      }
      this.#wrong = true;
      return faults;
    }
    this.#wrong = false;
    if (size > this.#last.size) this.#before = this.#last.size;
    if (size >= this.#last.size) this.#last = { size, note };
    if (faults.length === 0) {
      this.#newest = { size: this.#last.size };
      this.#takeCosignatures(size, checkpoint.cosigned);
    }
    return faults;
  }

  #takeCosignatures(size: number, cosigned: readonly Cosignature[]): void {
    for (const { vkey, time } of cosigned) {
      const witness = this.#witnesses.find(({ key }) => key.vkey === vkey);
      if (witness && size >= (witness.seen?.size ?? 0))
        witness.seen = { name: witness.key.name, size, time };
    }
  }
}

/** What is signed. */
function textOf({ note }: FoundCheckpoint): string {
  return note.slice(0, note.indexOf('\n\n'));
}
