/** The older checkpoints of an archive: in order, and of the same tree. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeBase64 } from '../../gateway/ledger/notes/base64.ts';
import { HASH_BYTES } from '../../gateway/ledger/tree/hash.ts';
import { verifyConsistency } from '../../gateway/ledger/tree/verify-proof.ts';
import { placeOf, type FoundCheckpoint } from '../verify/checkpoint-lines.ts';
import type { Fault } from '../verify/faults.ts';

/** Holds `consistency.ndjson` against the checkpoints. */
export async function checkConsistency(
  dir: string,
  older: readonly FoundCheckpoint[],
  { size, root }: FoundCheckpoint,
): Promise<Fault[]> {
  const faults: Fault[] = [];
  const text = await readFile(join(dir, 'consistency.ndjson'), 'utf8').catch(() => '');
  const lines = text.split('\n').slice(0, -1);
  let before = 0;
  for (const [at, one] of older.entries()) {
    if (one.size <= before || one.size > size)
      faults.push({ ...placeOf(one), fault: 'checkpoint-order' });
    before = one.size;
    // A line that cannot be read has its proof too.
    const read = readProof(lines[(one.line ?? at + 1) - 1]);
    const isProved =
      read?.old === one.size &&
      read.new === size &&
      verifyConsistency(one.size, one.root, size, root, read.proof);
    if (!isProved) faults.push({ ...placeOf(one), fault: 'checkpoint-wrong-root' });
  }
  if (lines.length > (older.at(-1)?.line ?? 0)) {
    faults.push({
      fault: 'file-altered',
      file: 'consistency.ndjson',
      detail: 'it has too many lines',
    });
  }
  return faults;
}

function readProof(
  line: string | undefined,
): { old: number; new: number; proof: Buffer[] } | undefined {
  try {
    const value = JSON.parse(line ?? '') as { old: number; new: number; proof: string[] };
    if (JSON.stringify({ old: value.old, new: value.new, proof: value.proof }) !== line)
      return undefined;
    const proof = value.proof.map((text) => decodeBase64(text));
    if (proof.some((hash) => hash?.length !== HASH_BYTES)) return undefined;
    return { old: value.old, new: value.new, proof: proof as Buffer[] };
  } catch {
    return undefined;
  }
}
