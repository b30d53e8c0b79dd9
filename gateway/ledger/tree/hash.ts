/** The hashes of a Merkle tree, RFC 6962 section 2.1. */
import { hash } from 'node:crypto';

/** Length of a hash in bytes. */
export const HASH_BYTES = 32;

/** The root of a tree without entries: the hash of nothing. */
export const EMPTY_ROOT = hash('sha256', '', 'buffer');

/** Hash of an entry: `SHA-256(0x00 ‖ entry)`. */
export function hashLeaf(entry: Uint8Array): Buffer {
  // Entries and nodes are told apart by their first byte, so that neither can pass for the other.
  const bytes = Buffer.allocUnsafe(entry.length + 1);
  bytes[0] = 0;
  bytes.set(entry, 1);
  return hash('sha256', bytes, 'buffer');
}

const pair = Buffer.alloc(1 + 2 * HASH_BYTES, 1);

/** Hash of a node: `SHA-256(0x01 ‖ left ‖ right)`. */
export function hashNode(left: Uint8Array, right: Uint8Array): Buffer {
  pair.set(left, 1);
  pair.set(right, 1 + HASH_BYTES);
  return hash('sha256', pair, 'buffer');
}

/**
 * Root of the perfect tree over `count` (a power of two) hashes that follow one another in `hashes`
 * from hash number `first` on.
 */
export function hashPerfect(
  hashes: Uint8Array,
  first = 0,
  count = hashes.length / HASH_BYTES,
): Buffer {
  const begin = first * HASH_BYTES;
  let level = Buffer.from(hashes.subarray(begin, begin + count * HASH_BYTES));
  while (level.length > HASH_BYTES) {
    const above = Buffer.allocUnsafe(level.length / 2);
    for (let at = 0; at < above.length; at += HASH_BYTES) {
      pair.set(level.subarray(2 * at, 2 * at + 2 * HASH_BYTES), 1);
      above.set(hash('sha256', pair, 'buffer'), at);
    }
    level = above;
  }
  return level;
}
