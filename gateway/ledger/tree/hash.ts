/** The hashes of a Merkle tree, RFC 6962 section 2.1. */
import { hash } from 'node:crypto';
import { hashRoot } from './hash-root.ts';

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
  return digest(bytes);
}

const pair = Buffer.alloc(1 + 2 * HASH_BYTES, 1);

/** Hash of a node: `SHA-256(0x01 ‖ left ‖ right)`. */
export function hashNode(left: Uint8Array, right: Uint8Array): Buffer {
  pair.set(left, 1);
  pair.set(right, 1 + HASH_BYTES);
  return digest(pair);
}

/**
 * Root of the perfect tree over `count` (a power of two, at most 256) hashes that follow one another in `hashes`
 * from hash number `first` on.
 */
export function hashPerfect(hashes: Buffer, first = 0, count = hashes.length / HASH_BYTES): Buffer {
  return hashRoot(hashes, first * HASH_BYTES, count);
}

/** By way of a string: a buffer of its own for each hash costs Node three times the hash. */
function digest(bytes: Buffer): Buffer {
  return Buffer.from(hash('sha256', bytes, 'latin1'), 'latin1');
}
