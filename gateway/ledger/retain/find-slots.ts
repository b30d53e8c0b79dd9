import { open } from 'node:fs/promises';
import { SLOT_BYTES, slotId } from '../seal/wrap.ts';
import { besideSegment, type Segment } from '../segments.ts';

const BLOCK = SLOT_BYTES * 4096;

/**
 * The first of these segments that has a slot of one of the exchanges. Rejects with the system's error. Not by `Slots`, which keeps what it
 * reads, and would hold up the entries meanwhile.
 */
export async function findSlots<S extends Pick<Segment, 'first'>>(
  dir: string,
  segments: readonly S[],
  exchanges: ReadonlySet<string>,
): Promise<S | undefined> {
  for (const segment of segments)
    if (await hasSlot(besideSegment(dir, segment.first, 'keys'), exchanges)) return segment;
  return undefined;
}

async function hasSlot(path: string, exchanges: ReadonlySet<string>): Promise<boolean> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!file) return false;
  try {
    const block = Buffer.alloc(BLOCK);
    for (let at = 0; ;) {
      const { bytesRead } = await file.read(block, 0, BLOCK, at);
      const end = bytesRead - (bytesRead % SLOT_BYTES);
      if (end === 0) return false;
      for (let slot = 0; slot < end; slot += SLOT_BYTES)
        if (exchanges.has(slotId(block.subarray(slot)))) return true;
      at += end;
    }
  } finally {
    await file.close();
  }
}
