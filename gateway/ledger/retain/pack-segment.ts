/** Packs a closed segment with zstd. A reader finds the one file or the other, and both with the same lines. */
import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream';
import { constants, createZstdCompress } from 'node:zlib';
import { openSegment, segmentAt, type Segment } from '../segments.ts';
import { writeAll, type Storage } from '../storage.ts';
import { checkSegment } from './check-segment.ts';
import type { Pace } from './pace.ts';

/**
 * Packs a segment that is written no more; `size` is that of the tree. The packed file is made durable and read back
 * before the other is removed. Resolves to both lengths in bytes. Rejects with the system's error, and with a SetupError
 * where the segment is not as it was written: it stays then.
 */
export async function packSegment(
  dir: string,
  storage: Storage,
  segment: Segment,
  size: number,
  pace: Pace,
): Promise<{ bytes: number; packed: number }> {
  const digest = await checkSegment(dir, storage, segment, size, pace);
  const target = segmentAt(dir, segment.first, 'packed');
  const partial = `${target.path}.new`;
  const packed = await writePacked(storage, segment, partial, pace);
  await storage.rename(partial, target.path);
  await storage.syncDirectory(dirname(target.path));
  const { bytes, sha256 } = await digestOf(target, pace);
  if (sha256 !== digest) {
    await storage.remove(target.path);
    throw new Error(`${target.file} does not hold what was packed: it was removed again`);
  }
  await storage.remove(segment.path);
  await storage.syncDirectory(dirname(target.path));
  return { bytes, packed };
}

async function writePacked(
  storage: Storage,
  segment: Segment,
  path: string,
  pace: Pace,
): Promise<number> {
  const options = { params: { [constants.ZSTD_c_checksumFlag]: 1 } };
  // An error of the file reaches whoever reads the packed bytes.
  const chunks: AsyncIterable<Buffer> = pipeline(
    pace.each<Buffer>(await openSegment(segment)),
    createZstdCompress(options),
    () => undefined,
  );
  const file = await storage.open(path, true);
  try {
    await file.truncate(0);
    let length = 0;
    for await (const chunk of chunks) {
      await writeAll(file, chunk, length);
      length += chunk.length;
    }
    await file.sync();
    return length;
  } finally {
    await file.close();
  }
}

async function digestOf(segment: Segment, pace: Pace): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  const chunks: AsyncIterable<Buffer> = await openSegment(segment);
  for await (const chunk of pace.each(chunks)) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}
