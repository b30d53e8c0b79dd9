/** Proofs of trees of any size: ours verify them, others' verify them, and nothing else passes. */
import { verifyMerkleInclusion } from '@sigstore/verify/dist/tlog/merkle.js';
import { RFC9162 } from '@transmute/rfc9162';
import * as fc from 'fast-check';
import t from 'tap';
import { consistencyProof, inclusionProof, rootAt } from '../../../gateway/ledger/tree/proofs.ts';
import { readTiles } from '../../../gateway/ledger/tree/tile-reader.ts';
import { verifyConsistency, verifyInclusion } from '../../../gateway/ledger/tree/verify-proof.ts';
import { entryAt, growTree, recursiveRoot } from './support.ts';

const SIZE = 2000;
const { leaves, source } = growTree(SIZE);
const hashes = readTiles(SIZE, source);

/** Two numbers, the first not larger. */
const pair = (min: number, max: number) =>
  fc
    .tuple(fc.integer({ min, max }), fc.integer({ min, max }))
    .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);

t.test('each entry is proved to be in each tree, also to sigstore', async () => {
  await fc.assert(
    fc.asyncProperty(pair(0, SIZE - 1), async ([index, last]) => {
      const size = last + 1;
      const root = await rootAt(size, hashes);
      const proof = await inclusionProof(index, size, hashes);
      verifyMerkleInclusion(
        {
          canonicalizedBody: entryAt(index),
          inclusionProof: {
            logIndex: String(index),
            hashes: proof,
          },
        } as Parameters<typeof verifyMerkleInclusion>[0],
        { logSize: BigInt(size), logHash: root, origin: '', rest: [] },
      );
      return (
        root.equals(recursiveRoot(leaves.slice(0, size))) &&
        verifyInclusion(leaves[index]!, index, size, proof, root)
      );
    }),
    { numRuns: 200 },
  );
});

t.test('each tree is proved to begin with each older one', async () => {
  await fc.assert(
    fc.asyncProperty(pair(1, SIZE), async ([old, size]) => {
      const proof = await consistencyProof(old, size, hashes);
      const [oldRoot, root] = [await rootAt(old, hashes), await rootAt(size, hashes)];
      return verifyConsistency(old, oldRoot, size, root, proof);
    }),
    { numRuns: 200 },
  );
});

t.test('another implementation makes the same proofs', async (t) => {
  const entries = Array.from({ length: 70 }, (_, index) => new Uint8Array(entryAt(index)));
  for (const [old, size] of fc.sample(pair(1, entries.length), 60)) {
    if (old === size) continue;
    const theirs = await RFC9162.consistencyProof(
      { log_id: '', tree_size: old, leaf_index: 0, inclusion_path: [] },
      entries.slice(0, size),
    );
    const path = theirs.consistency_path.map((hash) => Buffer.from(hash).toString('hex'));
    // That one keeps the old root in the proof where its tree is whole; RFC 6962 leaves it out.
    if (Number.isInteger(Math.log2(old))) path.shift();
    const ours = await consistencyProof(old, size, hashes);
    t.strictSame(
      ours.map((hash) => hash.toString('hex')),
      path,
      `${old} in ${size}`,
    );
  }
});

t.test('a proof for anything else does not pass', async () => {
  await fc.assert(
    fc.asyncProperty(pair(0, 299), fc.nat(), fc.nat(255), async ([index, last], at, change) => {
      const size = last + 1;
      const root = await rootAt(size, hashes);
      const proof = await inclusionProof(index, size, hashes);
      const holds = (...parts: Parameters<typeof verifyInclusion>) => verifyInclusion(...parts);
      const leaf = leaves[index]!;
      const other = leaves[(index + 1) % SIZE]!;
      const damaged = proof.map((hash) => Buffer.from(hash));
      if (damaged.length > 0) damaged[at % damaged.length]![at % 32]! ^= change || 1;
      return (
        !holds(other, index, size, proof, root) &&
        !holds(leaf, index, size, [...proof, leaf], root) &&
        !holds(leaf, index, size, proof, leaves[SIZE - 1]!) &&
        !holds(leaf, size, size, proof, root) &&
        !holds(leaf, -1, size, proof, root) &&
        !holds(leaf, index + 0.5, size, proof, root) &&
        (proof.length === 0 ||
          (!holds(leaf, index, size, damaged, root) &&
            !holds(leaf, index, size, proof.slice(1), root)))
      );
    }),
    { numRuns: 200 },
  );
});

t.test('a tree that was rewritten is not consistent', async () => {
  await fc.assert(
    fc.asyncProperty(pair(1, 299), fc.nat(), async ([old, last], at) => {
      const size = last + 1;
      const changed = leaves.slice(0, old);
      changed[at % old] = leaves[SIZE - 1]!;
      const [rewritten, oldRoot] = [recursiveRoot(changed), await rootAt(old, hashes)];
      const root = await rootAt(size, hashes);
      const proof = await consistencyProof(old, size, hashes);
      const holds = (...parts: Parameters<typeof verifyConsistency>) => verifyConsistency(...parts);
      return (
        !holds(old, rewritten, size, root, proof) &&
        !holds(old, oldRoot, size, rewritten, proof) &&
        !holds(old, oldRoot, size, root, [...proof, root]) &&
        !holds(old, oldRoot, size, root, proof.slice(1)) &&
        !holds(size, root, old, oldRoot, proof)
      );
    }),
    { numRuns: 200 },
  );
});

t.test('the borders', async (t) => {
  const [empty, one] = [await rootAt(0, hashes), await rootAt(1, hashes)];
  t.ok(verifyConsistency(0, empty, 1, one, []), 'anything begins with nothing');
  t.notOk(verifyConsistency(0, empty, 1, one, [one]));
  t.ok(verifyConsistency(1, one, 1, one, []));
  t.notOk(verifyConsistency(1, one, 1, empty, []), 'two histories of one size');
  t.notOk(verifyConsistency(1, one, 1, one, [one]));
  t.notOk(verifyInclusion(one, 0, 0, [], one), 'nothing is in the empty tree');
});
