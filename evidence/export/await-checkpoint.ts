/** Sees to it that an archive has all that was on record when its export began. */
import { setTimeout as sleep } from 'node:timers/promises';
import { listSegments, readLines } from '../../gateway/ledger/segments.ts';
import { readSignedSize } from '../signed-size.ts';

/** Milliseconds: a gateway signs within a second of an entry, and may be busy. */
const PATIENCE = 5000;
const PAUSE = 50;

/**
 * Waits until the newest checkpoint covers the entries that there are; gives their number. Where no gateway runs, or it cannot
 * write, nobody signs: then it resolves after 5 s all the same. Rejects where they cannot be read.
 */
export async function awaitCheckpoint(dir: string): Promise<number> {
  const entries = await countEntries(dir);
  const until = performance.now() + PATIENCE;
  while ((await readSignedSize(dir)) < entries && performance.now() < until) await sleep(PAUSE);
  return entries;
}

/** Removed ones too; a last line that is not whole is not counted. */
async function countEntries(dir: string): Promise<number> {
  const last = (await listSegments(dir)).at(-1);
  if (!last) return 0;
  let count = last.first;
  for await (const { ended } of readLines(last)) if (ended) count += 1;
  return count;
}
