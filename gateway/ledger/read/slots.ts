/** The slots of `N.keys`: where the key of an exchange stands, and what stands there now. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { besideSegment } from '../segments.ts';
import { ID_BYTES, SLOT_BYTES, slotId } from '../seal/wrap.ts';

const BLOCK = SLOT_BYTES * 4096;
/** Segments whose slots are known by heart. */
const MAX_KNOWN = 16;

interface Known {
  /** Slots that were looked at. */
  count: number;
  /** Numbers of the slots of an exchange, by its id. */
  byId: Map<string, number[]>;
}

/** The slots of a ledger's segments. */
export class Slots {
  readonly #dir: string;
  readonly #known = new Map<number, Known>();

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** The slots of an exchange in the segment that begins with `first`, as they are on disk at this moment. */
  of(first: number, id: string): Buffer[] {
    return this.#withFile<Buffer[]>(first, [], (file) =>
      (this.#learn(first, file).byId.get(id) ?? []).map((number) => readSlot(file, number)),
    );
  }

  /** The ids of all exchanges in the segment, and the numbers of their slots. */
  ids(first: number): ReadonlyMap<string, readonly number[]> {
    const none: ReadonlyMap<string, readonly number[]> = new Map();
    return this.#withFile(first, none, (file) => this.#learn(first, file).byId);
  }

  /** Without a turn of the thread pool, which would cost more than all the rest of opening an entry. */
  #withFile<T>(first: number, none: T, work: (file: number) => T): T {
    let file: number;
    try {
      file = openSync(besideSegment(this.#dir, first, 'keys'), 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return none;
      throw error;
    }
    try {
      return work(file);
    } finally {
      closeSync(file);
    }
  }

  /** Reads on from where it was: slots are only appended, and an id never changes. */
  #learn(first: number, file: number): Known {
    const known = this.#known.get(first) ?? { count: 0, byId: new Map<string, number[]>() };
    this.#known.delete(first);
    this.#known.set(first, known);
    if (this.#known.size > MAX_KNOWN) this.#known.delete(this.#known.keys().next().value!);
    const { size } = fstatSync(file);
    while ((known.count + 1) * SLOT_BYTES <= size) {
      const block = Buffer.allocUnsafe(BLOCK);
      const length = readSync(file, block, 0, BLOCK, known.count * SLOT_BYTES);
      for (let from = 0; from + SLOT_BYTES <= length; from += SLOT_BYTES) {
        const id = slotId(block.subarray(from, from + ID_BYTES));
        const numbers = known.byId.get(id);
        if (numbers) numbers.push(known.count);
        else known.byId.set(id, [known.count]);
        known.count += 1;
      }
    }
    return known;
  }
}

function readSlot(file: number, number: number): Buffer {
  const slot = Buffer.alloc(SLOT_BYTES);
  readSync(file, slot, 0, SLOT_BYTES, number * SLOT_BYTES);
  return slot;
}
