import { join } from 'node:path';
import type { Storage } from '../storage.ts';
import { tilePath } from '../tree/tiles.ts';
import type { Pace } from './pace.ts';
import type { MetTile } from './pack-thread/check-segment.ts';

/** Makes tiles durable, and before that anew where a crash has lost them, at that pace. Rejects with the system's error. */
export async function settleTiles(
  dir: string,
  storage: Storage,
  tiles: readonly MetTile[],
  pace: Pace,
): Promise<void> {
  for (const { index, lost } of tiles) {
    const name = tilePath(0, index);
    if (lost) await storage.writeDerived(dir, [{ name, bytes: lost }]);
    const file = await storage.open(join(dir, name), false);
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    await pace.rest();
  }
}
