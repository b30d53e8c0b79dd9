/** What is attached to the entries of the last segment: their slots in `N.keys` and bodies in `N.bodies`. */
import { createHash } from 'node:crypto';
import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { isErased, slotId, SLOT_BYTES } from '../seal/wrap.ts';

const FRAME_HEAD = 40;
const DIGEST_BYTES = 32;
const CHUNK = 1 << 20;

/** A file that may not be there: reads at an offset, without holding it. */
export class AttachedFile {
  readonly path: string;
  readonly #fd: number | undefined;
  readonly size: number;

  constructor(path: string) {
    this.path = path;
    this.#fd = existsSync(path) ? openSync(path, 'r') : undefined;
    this.size = this.#fd === undefined ? 0 : fstatSync(this.#fd).size;
  }

  /** The bytes, or undefined where the file does not reach so far. */
  read(offset: number, length: number): Buffer | undefined {
    if (this.#fd === undefined || offset + length > this.size) return undefined;
    const bytes = Buffer.alloc(length);
    return readSync(this.#fd, bytes, 0, length, offset) === length ? bytes : undefined;
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
  }
}

/** Whether slot number `index` is that of the exchange; one of zeros counts only where it was erased. */
export function hasWholeSlot(
  keys: AttachedFile,
  index: number,
  id: string,
  wasErased: (id: string) => boolean,
): boolean {
  const slot = keys.read(index * SLOT_BYTES, SLOT_BYTES);
  return slot !== undefined && slotId(slot) === id && (!isErased(slot) || wasErased(id));
}

/** A frame of `N.bodies`. */
export interface Frame {
  /** Hex. */
  digest: string;
  /** Where it ends. */
  end: number;
  offset: number;
}

/** The frames in order, up to the end of the file or one that is cut short. */
export function* listFrames(bodies: AttachedFile): Generator<Frame, void> {
  for (let offset = 0; ;) {
    const head = bodies.read(offset, FRAME_HEAD);
    if (!head) return;
    const end = offset + FRAME_HEAD + Number(head.readBigUInt64BE(DIGEST_BYTES));
    if (end > bodies.size) return;
    yield { digest: head.toString('hex', 0, DIGEST_BYTES), offset, end };
    offset = end;
  }
}

/** Whether the frame holds what its digest says. */
export function isWhole(bodies: AttachedFile, { digest, offset, end }: Frame): boolean {
  const hash = createHash('sha256');
  for (let at = offset + FRAME_HEAD; at < end; at += CHUNK)
    hash.update(bodies.read(at, Math.min(CHUNK, end - at))!);
  return hash.digest('hex') === digest;
}

/** Whether a body is in `objects/`; it was durable there before an entry named it. */
export function hasObject(dir: string, digest: string): boolean {
  return existsSync(join(dir, 'objects', digest.slice(0, 2), digest.slice(2)));
}
