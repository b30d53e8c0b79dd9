import * as fc from 'fast-check';
import t from 'tap';
import { isIncluded } from '../../gateway/console/page/lib/check-proof.ts';
import { inclusionProof, rootAt } from '../../gateway/ledger/tree/proofs.ts';
import { readTiles } from '../../gateway/ledger/tree/tile-reader.ts';
import { growTree } from '../ledger/tree/support.ts';

const SIZE = 600;
const { leaves, source } = growTree(SIZE);
const hashes = readTiles(SIZE, source);

async function prove(seq: number, size: number) {
  const path = await inclusionProof(seq, size, hashes);
  const entry = {
    seq,
    type: 'intent',
    leaf: leaves[seq]!.toString('base64'),
    path: path.map((hash) => hash.toString('base64')),
  };
  const root = (await rootAt(size, hashes)).toString('base64');
  return { entry, proof: { tree_size: size, root, checkpoint: '', entries: [entry] } };
}

t.test('the browser believes every true proof, and no other', async () => {
  const place = fc.tuple(fc.nat(SIZE - 1), fc.nat(SIZE - 1));
  await fc.assert(
    fc.asyncProperty(place, fc.nat(), async ([a, b], choice) => {
      const [seq, size] = [Math.min(a, b), Math.max(a, b) + 1];
      const { entry, proof } = await prove(seq, size);
      const isTrue = await isIncluded(entry, proof);
      const lies = [
        { ...entry, leaf: leaves[(seq + 1) % SIZE]!.toString('base64') },
        { ...entry, path: [...entry.path, entry.leaf] },
        { ...entry, path: entry.path.slice(1) },
        { ...entry, seq: size },
      ].filter(
        (lie) =>
          lie.leaf !== entry.leaf || lie.seq !== seq || lie.path.length !== entry.path.length,
      );
      const lie = lies[choice % lies.length]!;
      return isTrue && !(await isIncluded(lie, proof));
    }),
    { numRuns: 200 },
  );
});
