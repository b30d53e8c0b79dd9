import type { ActivityProof, InclusionProof } from '../../../admin/contract.ts';

/** Whether an entry is in the tree with this root, worked out here (RFC 9162 section 2.1.3.2). */
export async function isIncluded(entry: InclusionProof, proof: ActivityProof): Promise<boolean> {
  if (entry.seq >= proof.tree_size) return false;
  let [index, last] = [entry.seq, proof.tree_size - 1];
  let hash = decode(entry.leaf);
  for (const part of entry.path) {
    if (last === 0) return false;
    const sibling = decode(part);
    if (index % 2 === 1 || index === last) {
      hash = await hashNode(sibling, hash);
      while (index % 2 === 0 && index !== 0) [index, last] = [half(index), half(last)];
    } else {
      hash = await hashNode(hash, sibling);
    }
    [index, last] = [half(index), half(last)];
  }
  return last === 0 && encode(hash) === proof.root;
}

/** Sizes are numbers that bit operators would cut to 32 bits. */
function half(n: number): number {
  return Math.floor(n / 2);
}

async function hashNode(left: Uint8Array, right: Uint8Array): Promise<Uint8Array> {
  const bytes = new Uint8Array(1 + left.length + right.length);
  bytes[0] = 1;
  bytes.set(left, 1);
  bytes.set(right, 1 + left.length);
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

/** SHA-256 of a text's UTF-8, in hex. */
export async function sha256Hex(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function decode(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (char) => char.codePointAt(0)!);
}

function encode(bytes: Uint8Array): string {
  return btoa(String.fromCodePoint(...bytes));
}
