/** Checks proofs: RFC 9162 sections 2.1.3.2 and 2.1.4.2. */
import { hashNode } from './hash.ts';

/** Whether `proof` shows that `leafHash` is entry `index` of the tree of `size` entries with this root. */
export function verifyInclusion(
  leafHash: Uint8Array,
  index: number,
  size: number,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  if (!isSize(size) || !isSize(index) || index >= size) return false;
  let node = index;
  let last = size - 1;
  let hash: Buffer = Buffer.from(leafHash);
  for (const sibling of proof) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      hash = hashNode(sibling, hash);
      // A last node without a sibling rises until it has one.
      while (node % 2 === 0 && node > 0) [node, last] = [half(node), half(last)];
    } else {
      hash = hashNode(hash, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && hash.equals(root);
}

/** Whether `proof` shows that the tree of `size` entries with `root` begins with that of `old` with `oldRoot`. */
export function verifyConsistency(
  old: number,
  oldRoot: Uint8Array,
  size: number,
  root: Uint8Array,
  proof: readonly Uint8Array[],
): boolean {
  if (!isSize(old) || !isSize(size) || old > size) return false;
  // Anything begins with nothing, and that needs no proof; nor does a tree that has not grown.
  if (old === 0) return proof.length === 0;
  if (old === size) return proof.length === 0 && Buffer.from(root).equals(oldRoot);
  let node = old - 1;
  let last = size - 1;
  while (node % 2 === 1) [node, last] = [half(node), half(last)];
  const path = node === 0 ? [oldRoot, ...proof] : proof;
  const [first, ...siblings] = path;
  if (!first) return false;
  let oldHash: Buffer = Buffer.from(first);
  let hash = oldHash;
  for (const sibling of siblings) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      oldHash = hashNode(sibling, oldHash);
      hash = hashNode(sibling, hash);
      while (node % 2 === 0 && node > 0) [node, last] = [half(node), half(last)];
    } else {
      hash = hashNode(hash, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && oldHash.equals(oldRoot) && hash.equals(root);
}

function half(value: number): number {
  // Not `>> 1`: sizes go past 32 bits.
  return Math.floor(value / 2);
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
