/** Packs a closed segment with zstd. A reader finds the one file or the other, and both with the same lines. */
import { dirname } from 'node:path';
import { segmentAt, type Segment } from '../segments.ts';
import { writeAll, type Storage } from '../storage.ts';
import { Pace } from './pace.ts';
import type { TreeEdge } from './pack-thread/check-segment.ts';
import type { PackThread } from './pack-thread/thread.ts';
import { settleTiles } from './settle-tiles.ts';

/** What packing works with: the thread reads and computes, and `storage` makes what changes. */
export interface PackTools {
  dir: string;
  storage: Storage;
  thread: PackThread;
}

/**
 * Packs a segment that is written no more. The packed file is made durable, read back and held against the tree before the other is
 * removed. Resolves to both lengths in bytes. Rejects with the system's error, with a SetupError where the segment is not as it was
 * written, and where the thread ends: the segment stays then.
 */
export async function packSegment(
  { dir, storage, thread }: PackTools,
  segment: Segment,
  edge: TreeEdge,
): Promise<{ bytes: number; packed: number }> {
  const target = segmentAt(dir, segment.first, 'packed');
  const partial = `${target.path}.new`;
  const packed = await writeFile(storage, partial, thread.compress(segment));
  await storage.rename(partial, target.path);
  await storage.syncDirectory(dirname(target.path));
  const { bytes, tiles } = await thread.check(dir, segment, edge).catch(async (error: Error) => {
    await storage.remove(target.path);
    throw error;
  });
  await settleTiles(dir, storage, tiles, new Pace(() => thread.hurries));
  await storage.remove(segment.path);
  await storage.syncDirectory(dirname(target.path));
  return { bytes, packed };
}

/** Resolves to its length in bytes, when it is durable. */
async function writeFile(
  storage: Storage,
  path: string,
  chunks: AsyncIterable<Buffer>,
): Promise<number> {
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
