/** Legal holds. They stand in the ledger as entries; `holds.json` spares reading all of it, and can be made anew. */
import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HoldData } from '../../types.ts';
import { parseLine } from '../entry.ts';
import { listSegments, readLines } from '../segments.ts';
import { replaceFile, type Storage } from '../storage.ts';
import type { SegmentFacts } from './segment-facts.ts';

/** A hold that is set, and the number of the entry that says so. */
export interface SetHold {
  entry: number;
  data: HoldData;
}

/** `seq` is the first entry that was not looked at. */
interface Known {
  seq: number;
  holds: SetHold[];
}

/** What `holds.json` has: a character that a disk changed could let go what is to be kept. */
interface Stored {
  known: Known;
  /** Of `known` as JSON, in hex. */
  sha256: string;
}

const TYPE = Buffer.from('"type":"hold"');

/** The holds of a ledger; the caller sees to it that one call runs at a time. */
export class Holds {
  readonly #dir: string;
  readonly #storage: Storage;
  #known: Known | undefined;

  constructor(dir: string, storage: Storage) {
    this.#dir = dir;
    this.#storage = storage;
  }

  /** The holds that are set by the first `size` entries, which are durable. Rejects with the system's error. */
  async read(size: number): Promise<SetHold[]> {
    this.#known ??= await this.#load();
    const before = this.#known.seq;
    if (before < size) await this.#readOn(this.#known, size);
    if (this.#known.seq > before) await this.#store(this.#known);
    return this.#known.holds;
  }

  async #load(): Promise<Known> {
    try {
      const { known, sha256 } = JSON.parse(await readFile(this.#path, 'utf8')) as Stored;
      if (digestOf(known) === sha256) return known;
    } catch {
      // Missing, or cut short.
    }
    // What it says stands in the ledger.
    return { seq: 0, holds: [] };
  }

  async #readOn(known: Known, size: number): Promise<void> {
    const segments = await listSegments(this.#dir);
    for (const [at, segment] of segments.entries()) {
      const next = segments[at + 1]?.first ?? Infinity;
      if (next <= known.seq) continue;
      for await (const { bytes, number } of readLines(segment)) {
        const seq = segment.first + number - 1;
        if (seq >= size) return;
        if (seq < known.seq) continue;
        known.seq = seq + 1;
        // The first `"type":"` of a line is the entry's own.
        const type = bytes.indexOf('"type":"');
        if (bytes.subarray(type, type + TYPE.length).equals(TYPE)) note(known, seq, bytes);
      }
    }
  }

  async #store(known: Known): Promise<void> {
    const stored: Stored = { known, sha256: digestOf(known) };
    await replaceFile(this.#storage, this.#path, Buffer.from(JSON.stringify(stored)));
  }

  get #path(): string {
    return join(this.#dir, 'holds.json');
  }
}

function digestOf(known: Known): string {
  return hash('sha256', JSON.stringify(known));
}

function note(known: Known, entry: number, line: Buffer): void {
  const data = parseLine(line)?.data as HoldData;
  known.holds = known.holds.filter((other) => other.data.hold !== data.hold);
  if (data.state === 'set') known.holds.push({ entry, data });
}

/** Whether a hold keeps the segment. One that has the entry of a hold is kept with it: nothing else says so in the ledger. */
export function isHeld(
  { first, last, from, to, connections, unknown }: Omit<SegmentFacts, 'root' | 'open' | 'bodies'>,
  holds: readonly SetHold[],
): boolean {
  return holds.some(({ entry, data: hold }) => {
    if (first <= entry && entry <= last) return true;
    if (hold.from !== undefined && to < Date.parse(hold.from)) return false;
    if (hold.to !== undefined && from > Date.parse(hold.to)) return false;
    const { connection } = hold;
    return connection === undefined || connections.has(connection) || unknown !== undefined;
  });
}
