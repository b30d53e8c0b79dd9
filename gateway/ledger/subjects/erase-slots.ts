/** Destroys the keys of exchanges. */
import { open, type FileHandle } from 'node:fs/promises';
import type { Slots } from '../read/slots.ts';
import { ERASED, ID_BYTES, SLOT_BYTES } from '../seal/wrap.ts';
import { besideSegment, listSegments } from '../segments.ts';

/**
 * Overwrites every slot of these exchanges with zeros, durably. A slot that is erased already stays so. Those of a segment that retention
 * removes meanwhile go with it.
 */
export async function eraseSlots(
  dir: string,
  slots: Slots,
  exchanges: readonly string[],
): Promise<void> {
  for (const { first } of await listSegments(dir)) {
    const ids = slots.ids(first);
    const numbers = exchanges.flatMap((id) => ids.get(id) ?? []);
    if (numbers.length === 0) continue;
    await using file = await openIfThere(besideSegment(dir, first, 'keys'));
    for (const number of numbers) {
      await file?.write(ERASED, 0, ERASED.length, number * SLOT_BYTES + ID_BYTES);
    }
    await file?.datasync();
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  return await open(path, 'r+').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
