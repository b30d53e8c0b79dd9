/** The entries of an archive: each is what was written, where it was written, and none of a run is missing. */
import { join } from 'node:path';
import { parseLine } from '../../gateway/ledger/entry.ts';
import { decodeBase64 } from '../../gateway/ledger/notes/base64.ts';
import { hashLeaf } from '../../gateway/ledger/tree/hash.ts';
import { readTiles } from '../../gateway/ledger/tree/tile-reader.ts';
import { tilesOfDirectory } from '../../gateway/ledger/tree/tile-source.ts';
import { TILE_WIDTH, tilePath } from '../../gateway/ledger/tree/tiles.ts';
import { verifyInclusion } from '../../gateway/ledger/tree/verify-proof.ts';
import type { LedgerEntry } from '../../gateway/types.ts';
import { readLines } from '../read-lines.ts';
import type { Fault } from '../verify/faults.ts';
import type { ArchiveManifest } from './manifest.ts';
import type { ArchiveHead } from './verify-head.ts';

type Run = ArchiveManifest['runs'][number];
type Take = (entry: LedgerEntry, first: number) => Promise<void>;

/** Goes through the runs. */
export class EntryCheck {
  readonly #dir: string;
  readonly #runs: readonly Run[];
  readonly #head: ArchiveHead;
  readonly #faults: Fault[];
  #proofs: AsyncGenerator<string, void>;
  #time = '';
  #entries = 0;

  constructor(dir: string, manifest: ArchiveManifest, head: ArchiveHead, faults: Fault[]) {
    this.#dir = dir;
    this.#runs = manifest.runs;
    this.#head = head;
    this.#faults = faults;
    this.#proofs = linesOf(join(dir, 'proofs.ndjson'));
  }

  /** Calls `take` with each entry whose proof holds; gives how many entries there are. */
  async run(take: Take): Promise<number> {
    let end = 0;
    for (const run of this.#runs) {
      if (run[0] < end || run[1] < run[0] || run[1] >= this.#head.checkpoint.size) {
        this.#faults.push({ fault: 'file-altered', file: 'archive.json', detail: 'its runs' });
        return this.#entries;
      }
      end = run[1] + 2;
      await this.#takeRun(run, take);
    }
    if (!(await this.#proofs.next()).done) {
      this.#faults.push({
        fault: 'file-altered',
        file: 'proofs.ndjson',
        detail: 'it has too many lines',
      });
    }
    return this.#entries;
  }

  async #takeRun([first, last]: Run, take: Take): Promise<void> {
    const file = `${String(first).padStart(12, '0')}.ndjson`;
    let seq = first;
    let before = await this.#hashBefore(first);
    // What allowed it to fall may stand between the runs, or have been removed there.
    this.#time = '';
    for await (const line of bytesOf(join(this.#dir, file))) {
      if (seq > last) {
        this.#faults.push({ fault: 'not-an-entry', file, line: seq - first + 1 });
        break;
      }
      const leaf = hashLeaf(line);
      const entry = parseLine(line) as LedgerEntry | undefined;
      if (!(await this.#isProved(seq, leaf))) {
        this.#faults.push({ fault: entry?.seq === seq ? 'altered' : 'unreadable', file, seq });
      } else if (entry) {
        this.#checkPlace(entry, seq, before, file);
        await take(entry, first);
      }
      before = leaf;
      seq += 1;
      this.#entries += 1;
    }
    if (seq <= last) this.#faults.push({ fault: 'missing', file, seq, to: last });
    // The proofs of what is missing are not those of what comes next.
    for (; seq <= last; seq += 1) await this.#proofs.next();
  }

  /** What the tree proves cannot be otherwise, unless whoever wrote the ledger lied. */
  #checkPlace(entry: LedgerEntry, seq: number, before: Buffer | undefined, file: string): void {
    if (entry.seq !== seq || (before && entry.prev !== before.toString('hex'))) {
      this.#faults.push({ fault: 'reordered', file, seq });
    }
    if (entry.time < this.#time && entry.type !== 'clock') {
      this.#faults.push({ fault: 'out-of-time', file, seq });
    }
    this.#time = entry.time;
  }

  async #isProved(seq: number, leaf: Buffer): Promise<boolean> {
    const { value } = await this.#proofs.next();
    const { size, root } = this.#head.checkpoint;
    try {
      const { index, proof } = JSON.parse(value ?? '') as { index: number; proof: string[] };
      if (JSON.stringify({ index, proof }) !== value) return false;
      const hashes = proof.map((text) => decodeBase64(text));
      if (index !== seq || hashes.some((hash) => hash === undefined)) return false;
      return verifyInclusion(leaf, index, size, hashes as Buffer[], root);
    } catch {
      return false;
    }
  }

  /** Of the entry before a run, from its tile; 32 zeros before the first of all, undefined where the tile is not there. */
  async #hashBefore(first: number): Promise<Buffer | undefined> {
    if (first === 0) return Buffer.alloc(32);
    const hashes = readTiles(this.#head.checkpoint.size, tilesOfDirectory(this.#dir));
    try {
      return await hashes(0, first - 1);
    } catch {
      this.#faults.push({
        fault: 'tile-missing',
        file: tileOf(first - 1, this.#head.checkpoint.size),
        detail: `or damaged; it has the hash of entry ${String(first - 1)}`,
      });
      return undefined;
    }
  }
}

/** The tile of level 0 with the hash of an entry. */
function tileOf(seq: number, size: number): string {
  const index = Math.floor(seq / TILE_WIDTH);
  return tilePath(0, index, Math.min(TILE_WIDTH, size - index * TILE_WIDTH));
}

async function* bytesOf(path: string): AsyncGenerator<Buffer, void> {
  try {
    for await (const { bytes } of readLines(path, () => undefined)) yield bytes;
  } catch {
    // What is missing is told by the run.
  }
}

async function* linesOf(path: string): AsyncGenerator<string, void> {
  for await (const bytes of bytesOf(path)) yield bytes.toString();
}
