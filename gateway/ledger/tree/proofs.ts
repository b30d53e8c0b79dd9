/** Makes proofs: RFC 6962 sections 2.1.1 and 2.1.2. */
import { EMPTY_ROOT, hashNode } from './hash.ts';

/**
 * Reads the hash of a perfect subtree: that over the 2^height entries from `index * 2^height` on. Height 0 are
 * the leaf hashes.
 */
export type HashReader = (height: number, index: number) => Promise<Buffer> | Buffer;

/** Root of the tree of `size` entries. */
export function rootAt(size: number, hashes: HashReader): Promise<Buffer> {
  return size === 0 ? Promise.resolve(EMPTY_ROOT) : hashRange(0, size, hashes);
}

/** The proof that entry `index` is in the tree of `size` entries. Rejects with a RangeError where it is not. */
export async function inclusionProof(
  index: number,
  size: number,
  hashes: HashReader,
): Promise<Buffer[]> {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size)
    throw new RangeError(`a tree of ${size} entries has no entry ${index}`);
  const proof: Buffer[] = [];
  let begin = 0;
  let end = size;
  while (end - begin > 1) {
    const middle = begin + splitOf(end - begin);
    if (index < middle) {
      proof.push(await hashRange(middle, end, hashes));
      end = middle;
    } else {
      proof.push(await hashRange(begin, middle, hashes));
      begin = middle;
    }
  }
  return proof.toReversed();
}

/**
 * The proof that the tree of `size` entries begins with the tree of `old`; empty where `old` is 0 or `size`. Rejects
 * with a RangeError where `old` is larger.
 */
export async function consistencyProof(
  old: number,
  size: number,
  hashes: HashReader,
): Promise<Buffer[]> {
  if (!Number.isSafeInteger(old) || old < 0 || old > size)
    throw new RangeError(`a tree of ${size} entries does not begin with one of ${old}`);
  if (old === 0) return [];
  const proof: Buffer[] = [];
  let begin = 0;
  let end = size;
  // Whoever checks the proof knows the old root, so it is left out where the old tree is a subtree of this one.
  while (old < end) {
    const middle = begin + splitOf(end - begin);
    if (old <= middle) {
      proof.push(await hashRange(middle, end, hashes));
      end = middle;
    } else {
      proof.push(await hashRange(begin, middle, hashes));
      begin = middle;
    }
  }
  if (begin > 0) proof.push(await hashRange(begin, end, hashes));
  return proof.toReversed();
}

/** Hash over the entries from `begin` to before `end`; `begin` is a multiple of the next power of two. */
async function hashRange(begin: number, end: number, hashes: HashReader): Promise<Buffer> {
  const split = splitOf(end - begin);
  if (split * 2 === end - begin || split === 0) {
    const count = end - begin;
    return hashes(Math.log2(count), begin / count);
  }
  const left = await hashRange(begin, begin + split, hashes);
  return hashNode(left, await hashRange(begin + split, end, hashes));
}

/** The largest power of two below `count`, which is where RFC 6962 splits a tree; 0 for a leaf. */
function splitOf(count: number): number {
  if (count < 2) return 0;
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}
