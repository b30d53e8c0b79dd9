/** The recorded bodies of a segment: each that an entry names is there and has its digest. */
import { createHash, hash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { NamedBody } from './exchanges.ts';
import type { Fault } from './faults.ts';
import { sizeOf } from './files.ts';

const DIGEST = 32;
const HEAD = DIGEST + 8;
const BLOCK = 1 << 20;

/** Checks `N.bodies` and what of `objects/` the segment's entries name; faults into `faults`. */
export async function checkBodies(
  dir: string,
  file: string,
  named: readonly NamedBody[],
  faults: Fault[],
): Promise<void> {
  const wanted = Map.groupBy(named, ({ digest }) => digest);
  const size = sizeOf(dir, file);
  const packed =
    size === 0 ? new Set<string>() : await readFrames(join(dir, file), file, size, wanted, faults);
  for (const [digest, [first]] of wanted) {
    if (packed.has(digest)) continue;
    const object = `objects/${digest.slice(0, 2)}/${digest.slice(2)}`;
    const { seq } = first!;
    if (!existsSync(join(dir, object))) {
      faults.push({ fault: 'body-missing', seq, detail: digest });
    } else if ((await hashFile(join(dir, object))) !== digest) {
      faults.push({ fault: 'body-altered', file: object, seq });
    }
  }
}

/** Digests of the frames; those of altered ones too, since the fault is said. */
async function readFrames(
  path: string,
  file: string,
  size: number,
  wanted: ReadonlyMap<string, NamedBody[]>,
  faults: Fault[],
): Promise<Set<string>> {
  const found = new Set<string>();
  await using handle = await open(path);
  let at = 0;
  while (at < size) {
    const head = await readAt(handle, at, Math.min(HEAD, size - at));
    const length = head.length < HEAD ? Infinity : Number(head.readBigUInt64BE(DIGEST));
    if (at + HEAD + length > size) {
      faults.push({ fault: 'bodies-damaged', file, detail: `from byte ${at} on` });
      break;
    }
    const digest = head.toString('hex', 0, DIGEST);
    if ((await hashPart(handle, at + HEAD, length)) !== digest) {
      const seq = wanted.get(digest)?.[0]?.seq;
      faults.push({
        fault: 'body-altered',
        file,
        ...(seq !== undefined && { seq }),
        detail: `frame at byte ${at}`,
      });
    }
    found.add(digest);
    at += HEAD + length;
  }
  return found;
}

async function hashPart(handle: FileHandle, begin: number, length: number): Promise<string> {
  if (length <= BLOCK) return hash('sha256', await readAt(handle, begin, length), 'hex');
  const digest = createHash('sha256');
  for (let at = 0; at < length; at += BLOCK)
    digest.update(await readAt(handle, begin + at, Math.min(BLOCK, length - at)));
  return digest.digest('hex');
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  const { bytesRead } = await handle.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}

async function hashFile(path: string): Promise<string> {
  const digest = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: BLOCK }), digest);
  return digest.digest('hex');
}
