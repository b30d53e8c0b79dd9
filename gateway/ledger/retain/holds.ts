/** Legal holds. They stand in the ledger as entries; `holds.json` spares reading all of it, and can be made anew. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HoldData } from '../../types.ts';
import { parseLine } from '../entry.ts';
import { listSegments, readLines } from '../segments.ts';
import { replaceFile, type Storage } from '../storage.ts';
import type { SegmentFacts } from './segment-facts.ts';

/** `seq` is the first entry that was not looked at. */
interface Stored {
  seq: number;
  holds: HoldData[];
}

const TYPE = Buffer.from('"type":"hold"');

/** The holds of a ledger; the caller sees to it that one call runs at a time. */
export class Holds {
  readonly #dir: string;
  readonly #storage: Storage;
  #known: Stored | undefined;

  constructor(dir: string, storage: Storage) {
    this.#dir = dir;
    this.#storage = storage;
  }

  /** The holds that are set by the first `size` entries, which are durable. Rejects with the system's error. */
  async read(size: number): Promise<HoldData[]> {
    this.#known ??= await this.#load();
    const before = this.#known.seq;
    if (before < size) await this.#readOn(this.#known, size);
    if (this.#known.seq > before) await this.#store(this.#known);
    return this.#known.holds;
  }

  async #load(): Promise<Stored> {
    try {
      return JSON.parse(await readFile(this.#path, 'utf8')) as Stored;
    } catch {
      // Missing, or cut short: what it says stands in the ledger.
      return { seq: 0, holds: [] };
    }
  }

  async #readOn(known: Stored, size: number): Promise<void> {
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
        if (bytes.subarray(type, type + TYPE.length).equals(TYPE)) note(known, bytes);
      }
    }
  }

  async #store(known: Stored): Promise<void> {
    await replaceFile(this.#storage, this.#path, Buffer.from(JSON.stringify(known)));
  }

  get #path(): string {
    return join(this.#dir, 'holds.json');
  }
}

function note(known: Stored, line: Buffer): void {
  const data = parseLine(line)?.data as HoldData;
  known.holds = known.holds.filter(({ hold }) => hold !== data.hold);
  if (data.state === 'set') known.holds.push(data);
}

/** Whether a hold keeps the segment. */
export function isHeld(
  { from, to, connections, unknown }: Pick<SegmentFacts, 'from' | 'to' | 'connections' | 'unknown'>,
  holds: readonly HoldData[],
): boolean {
  return holds.some((hold) => {
    if (hold.from !== undefined && to < Date.parse(hold.from)) return false;
    if (hold.to !== undefined && from > Date.parse(hold.to)) return false;
    const { connection } = hold;
    return connection === undefined || connections.has(connection) || unknown !== undefined;
  });
}
