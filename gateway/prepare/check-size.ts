import { BundleRefusal } from '../../bundles/refusals.ts';

/** What one value of JSON takes on JavaScript's heap, at most and about: an empty object, and its place in a list. */
const VALUE = 100;
/** The share of the heap that parsed files may take. */
const SHARE = 0.75;

/**
 * Throws BundleRefusal where parsing a bundle's files could take more than the heap: V8 cannot be stopped
 * while it parses, and where it runs out of memory then, it ends the whole process and not the thread.
 */
export function checkSize(files: ReadonlyMap<string, Buffer>, heap: number): void {
  const parsed = [...files].filter(([name]) => !/\.(?:rego|wasm)$/.test(name));
  const need = (count: (content: Buffer) => number): number =>
    parsed.reduce((sum, [, content]) => sum + 2 * content.length + VALUE * count(content), 0);
  // A value has a byte at least: where that many would fit, they need not be counted.
  if (need(({ length }) => length) <= heap * SHARE || need(countValues) <= heap * SHARE) return;
  throw new BundleRefusal(
    'not-prepared',
    'preparing the bundle could take more memory than it may: its data has too many values',
  );
}

/** How many values there are at most: each stands behind one of these. */
function countValues(content: Buffer): number {
  let count = 1;
  for (const byte of content) {
    if (byte === 0x2c || byte === 0x3a || byte === 0x5b || byte === 0x7b) count += 1;
  }
  return count;
}
