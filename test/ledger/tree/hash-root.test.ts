import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { hashRoot, TREE_HASH_FILE } from '../../../gateway/ledger/tree/hash-root.ts';

const ROOT = join(import.meta.dirname, '../../..');
const CONFIG = join(ROOT, 'gateway/ledger/tree/wasm/asconfig.json');

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

void t.test('what runs is what its source stands beside', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'regent-tree-hash-'));
  t.teardown(() => rm(dir, { recursive: true }));
  const file = join(dir, 'built.wasm');
  const asc = join(ROOT, 'node_modules/assemblyscript/bin/asc.js');
  await promisify(execFile)(process.execPath, [asc, '--config', CONFIG, '--outFile', file], {
    cwd: ROOT,
  });
  t.ok((await readFile(file)).equals(await readFile(TREE_HASH_FILE)), 'if not: npm run tree-hash');
});

function rootOf(hashes: Buffer): Buffer {
  if (hashes.length === 32) return hashes;
  const half = hashes.length / 2;
  const [left, right] = [rootOf(hashes.subarray(0, half)), rootOf(hashes.subarray(half))];
  return createHash('sha256').update('\u0001').update(left).update(right).digest();
}
