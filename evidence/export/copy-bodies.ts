/** Copies the encrypted bodies that entries name. */
import { stat } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { objectPath } from '../../gateway/ledger/bodies/object-path.ts';
import { SegmentList } from '../../gateway/ledger/read/find-segment.ts';
import { StoredBodies } from '../../gateway/ledger/read/stored-bodies.ts';
import type { IntentData, LedgerEntry, OutcomeData, Sealed } from '../../gateway/types.ts';
import type { Run } from './choice.ts';
import type { Staging } from './staging.ts';

/** Digests of the bodies that an entry names. */
export function bodiesOf({ type, data }: LedgerEntry): string[] {
  const { sealed } = data as { sealed?: Sealed };
  const found = [typeof sealed === 'object' ? sealed : undefined];
  if (type === 'intent') found.push((data as IntentData).body);
  if (type === 'outcome') {
    const { body, request_body: requestBody } = data as OutcomeData;
    found.push(body, requestBody);
  }
  return found.flatMap((body) => (body ? [body.object] : []));
}

/** Gathers the bodies of a run and writes them when it is over. */
export class BodyCopier {
  readonly #dir: string;
  readonly #staging: Staging;
  readonly #bodies: StoredBodies;
  readonly #segments: SegmentList;
  /** Entry by digest. */
  #wanted = new Map<string, number>();
  readonly #objects = new Set<string>();

  constructor(dir: string, staging: Staging) {
    this.#dir = dir;
    this.#staging = staging;
    this.#bodies = new StoredBodies(dir);
    this.#segments = new SegmentList(dir);
  }

  note(entry: LedgerEntry): void {
    for (const digest of bodiesOf(entry)) this.#wanted.set(digest, entry.seq);
  }

  /** Writes what was noted since the last run. Rejects with an Error where a body is not there. */
  async finish([first]: Run): Promise<void> {
    const packed: [digest: string, seq: number][] = [];
    for (const [digest, seq] of this.#wanted) {
      const object = objectPath(this.#dir, digest);
      const found = await stat(object).catch(() => undefined);
      if (!found) packed.push([digest, seq]);
      else if (!this.#objects.has(digest)) {
        this.#objects.add(digest);
        await this.#copyObject(digest, seq);
      }
    }
    this.#wanted = new Map();
    if (packed.length === 0) return;
    const file = await this.#staging.begin(`${String(first).padStart(12, '0')}.bodies`);
    for (const [digest, seq] of packed.toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      const bytes = Buffer.concat(await Array.fromAsync(await this.#open(digest, seq)));
      const length = Buffer.alloc(8);
      length.writeBigUInt64BE(BigInt(bytes.length));
      await file.add(Buffer.concat([Buffer.from(digest, 'hex'), length, bytes]));
    }
    await file.close();
  }

  async #copyObject(digest: string, seq: number): Promise<void> {
    const to = await this.#staging.place(`objects/${digest.slice(0, 2)}/${digest.slice(2)}`);
    await pipeline(await this.#open(digest, seq), createWriteStream(to, { mode: 0o600 }));
  }

  async #open(digest: string, seq: number): Promise<AsyncIterable<Buffer>> {
    const segment = await this.#segments.find(seq);
    const bytes = segment && (await this.#bodies.open(segment.first, digest));
    if (!bytes) throw new Error(`entry ${String(seq)}: the body ${digest} is not there`);
    return bytes;
  }
}
