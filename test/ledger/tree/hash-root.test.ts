import { createHash, randomBytes } from 'node:crypto';
import t from 'tap';
import { hashRoot } from '../../../gateway/ledger/tree/hash-root.ts';

void t.test('roots are those that Node computes, node by node', (t) => {
  for (let count = 1; count <= 256; count *= 2) {
    const bytes = randomBytes(32 * (count + 3));
    t.ok(hashRoot(bytes, 64, count).equals(rootOf(bytes.subarray(64, 64 + 32 * count))));
  }
  const full = Buffer.alloc(8192, 0xff);
  t.ok(hashRoot(full, 0, 256).equals(rootOf(full)));
  t.throws(() => hashRoot(Buffer.alloc(16_384), 0, 512), RangeError);
  t.end();
});

function rootOf(hashes: Buffer): Buffer {
  if (hashes.length === 32) return hashes;
  const half = hashes.length / 2;
  const [left, right] = [rootOf(hashes.subarray(0, half)), rootOf(hashes.subarray(half))];
  return createHash('sha256').update('\u0001').update(left).update(right).digest();
}
