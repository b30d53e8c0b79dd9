/** Reads all lines of a segment, also of one that unpacks in part. */
import { hashLeaf } from '../../../gateway/ledger/tree/hash.ts';
import { isDamage } from '../../../gateway/ledger/unpack-damage.ts';
import { readEnvelope } from '../envelope.ts';
import type { Fault } from '../faults.ts';
import { eachLine, eachLineOf, type TakeLine } from '../lines.ts';
import { unpackDamaged } from './unpack-damaged.ts';
import type { Line, Surroundings } from './types.ts';

/** The lines, faults into `faults`; `torn` is the length of what no line feed ends, where another segment does not follow. */
export async function readLines(
  { file, path, compressed, next }: Surroundings,
  faults: Fault[],
): Promise<{ lines: Line[]; torn: number }> {
  let lines: Line[] = [];
  let torn = 0;
  let isCut = false;
  const take: TakeLine = (buffer, begin, end, ended) => {
    if (!ended && isCut) return true;
    if (!ended && next === undefined) {
      torn += end - begin;
      return true;
    }
    const line = lines.length + 1;
    if (!ended) faults.push({ fault: 'file-altered', file, line, detail: 'no line feed ends it' });
    const bytes = Buffer.from(buffer.subarray(begin, end));
    const envelope = ended ? readEnvelope(bytes) : undefined;
    lines.push({
      number: line,
      bytes,
      leaf: hashLeaf(bytes),
      ...(envelope && { envelope, seq: envelope.seq }),
    });
    return true;
  };
  try {
    await eachLine(path, compressed, take);
  } catch (error) {
    if (!isDamage(error)) throw error;
    faults.push({ fault: 'file-altered', file, detail: `it does not unpack: ${error.message}` });
    isCut = true;
    lines = [];
    await eachLineOf(await unpackDamaged(path), take);
  }
  return { lines, torn };
}
