/** Proofs that entries are in the ledger's tree, under its newest checkpoint. */
import type { ActivityProof, InclusionProof } from '../admin/contract.ts';
import type { Ledger } from '../ledger/contract.ts';
import { parseCheckpoint } from '../ledger/notes/checkpoint.ts';
import { parseNote } from '../ledger/notes/note.ts';
import { inclusionProof } from '../ledger/tree/proofs.ts';
import type { Detail } from './messages.ts';

/** Proofs of those that the checkpoint covers; undefined before the first checkpoint. Rejects where the tree cannot be read. */
export async function proveEntries(
  ledger: Pick<Ledger, 'head' | 'hashes'>,
  entries: Detail['entries'],
): Promise<ActivityProof | undefined> {
  const { checkpoint } = ledger.head();
  if (!checkpoint) return undefined;
  const { size, note } = checkpoint;
  const hashes = ledger.hashes(size);
  const proofs: InclusionProof[] = [];
  for (const { seq, type, leaf } of entries.filter(({ seq }) => seq < size)) {
    const path = await inclusionProof(seq, size, hashes);
    proofs.push({
      seq,
      type,
      leaf: Buffer.from(leaf, 'hex').toString('base64'),
      path: path.map((hash) => hash.toString('base64')),
    });
  }
  const unsigned = entries.filter(({ seq }) => seq >= size).map(({ seq }) => seq);
  return {
    tree_size: size,
    root: parseCheckpoint(parseNote(note).text).root.toString('base64'),
    checkpoint: note,
    entries: proofs,
    ...(unsigned.length > 0 && { unsigned }),
  };
}
