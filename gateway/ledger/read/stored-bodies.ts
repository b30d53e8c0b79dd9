/** Finds encrypted bodies: in `N.bodies`, or in `objects/`. */
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { objectPath } from '../bodies/object-path.ts';
import { besideSegment } from '../segments.ts';

const DIGEST_BYTES = 32;
const HEAD_BYTES = DIGEST_BYTES + 8;
const MAX_KNOWN = 16;

interface Known {
  /** How far the file was looked through. */
  end: number;
  /** Offset and length of a body, by its digest in hex. */
  places: Map<string, [number, number]>;
}

/** The bodies of a ledger. */
export class StoredBodies {
  readonly #dir: string;
  readonly #known = new Map<number, Known>();

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** The encrypted bytes of a body that an entry of the segment beginning with `first` names; undefined where it is nowhere. */
  async open(first: number, digest: string): Promise<AsyncIterable<Buffer> | undefined> {
    const path = besideSegment(this.#dir, first, 'bodies');
    const place = (await this.#learn(first, path)).places.get(digest);
    if (place) {
      const [start, length] = place;
      return createReadStream(path, { start, end: start + length - 1 });
    }
    const object = objectPath(this.#dir, digest);
    const found = await stat(object).catch(() => undefined);
    return found && createReadStream(object);
  }

  async #learn(first: number, path: string): Promise<Known> {
    const known = this.#known.get(first) ?? { end: 0, places: new Map() };
    this.#known.delete(first);
    this.#known.set(first, known);
    if (this.#known.size > MAX_KNOWN) this.#known.delete(this.#known.keys().next().value!);
    const file = await open(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (!file) return known;
    try {
      const { size } = await file.stat();
      const head = Buffer.alloc(HEAD_BYTES);
      while (known.end + HEAD_BYTES <= size) {
        await file.read(head, 0, HEAD_BYTES, known.end);
        const length = Number(head.readBigUInt64BE(DIGEST_BYTES));
        const start = known.end + HEAD_BYTES;
        if (start + length > size) break;
        known.places.set(head.toString('hex', 0, DIGEST_BYTES), [start, length]);
        known.end = start + length;
      }
      return known;
    } finally {
      await file.close();
    }
  }
}
