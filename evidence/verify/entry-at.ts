/** Reads one entry of a ledger. */
import { join } from 'node:path';
import { isDamage } from '../../gateway/ledger/unpack-damage.ts';
import { readEnvelope } from './envelope.ts';
import type { SegmentFile } from './files.ts';
import { eachLine } from './lines.ts';

/** The time of an entry; undefined where it cannot be read. */
export async function timeOfEntry(
  dir: string,
  segments: readonly SegmentFile[],
  seq: number,
): Promise<string | undefined> {
  const segment = segments.findLast(({ first }) => first <= seq);
  if (segment?.file === undefined) return undefined;
  let time: string | undefined;
  await eachLine(join(dir, segment.file), segment.compressed, (buffer, begin, end) => {
    const envelope = readEnvelope(buffer.subarray(begin, end));
    if (envelope?.seq !== seq) return true;
    ({ time } = envelope);
    return false;
  }).catch((error: unknown) => {
    if (!isDamage(error)) throw error;
  });
  return time;
}
