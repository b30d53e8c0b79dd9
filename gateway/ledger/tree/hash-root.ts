/** Roots over whole tiles: four nodes at a time, in WebAssembly, since Node's own hash costs more to call than to compute. */
import { readFileSync } from 'node:fs';

/** The build of `wasm/sha256x4.ts`: `npm run tree-hash` makes it. */
export const TREE_HASH_FILE = new URL('wasm/sha256x4.wasm', import.meta.url);

/** Where the hashes stand: `HASHES` of `wasm/sha256x4.ts`. */
const HASHES = 8192;
const HASH_BYTES = 32;
/** Hashes that are taken at once. */
const MAX_COUNT = 256;

const { exports } = new WebAssembly.Instance(
  new WebAssembly.Module(readFileSync(TREE_HASH_FILE)),
) as unknown as { exports: { memory: WebAssembly.Memory; hashRoot(count: number): void } };
const memory = Buffer.from(exports.memory.buffer);

/** RFC 6962 hash of the perfect tree over `count` (a power of two, at most 256) hashes, from byte `begin` of `hashes` on. */
export function hashRoot(hashes: Buffer, begin: number, count: number): Buffer {
  if (count > MAX_COUNT) throw new RangeError(`${count} hashes are more than a tile has`);
  hashes.copy(memory, HASHES, begin, begin + count * HASH_BYTES);
  exports.hashRoot(count);
  return Buffer.from(memory.subarray(HASHES, HASHES + HASH_BYTES));
}
