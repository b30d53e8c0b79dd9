// Whatever byte of a signed bundle is changed, it is refused or says the same.
import { gunzipSync, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import t from 'tap';
import { writeArchive } from '../../bundles/manifest-archive.ts';
import { readArchive } from '../../bundles/read-archive.ts';
import { signBundle } from '../../bundles/sign.ts';
import { BundleRefusal } from '../../bundles/refusals.ts';
import { verifyBundle } from '../../bundles/verify.ts';
import type { VerifiedBundle } from '../../bundles/verify.ts';
import { filesOf, makeKeys, METADATA, NOW } from './sign-support.ts';

const { signing, trusted } = makeKeys('k1', 'EdDSA');
const trust = { keys: [trusted] };
const data = '{ "crm": {"ok": ["a", 1.0, 12345678901234567890], "é": null} }\n';
const bytes = await signBundle(await writeArchive(filesOf(METADATA, data)), signing);
const genuine = await verifyBundle(bytes, trust, { now: NOW });

/** Everything that a bundle decides by; its digest is that of the file, changed or not. */
const contentOf = ({ digest: _, wasm, ...rest }: VerifiedBundle) =>
  JSON.stringify({ ...rest, wasm: wasm.toString('hex') });

async function isSameOrRefused(changed: Buffer): Promise<boolean> {
  try {
    const bundle = await verifyBundle(changed, trust, { now: NOW });
    return contentOf(bundle) === contentOf(genuine);
  } catch (error) {
    if (error instanceof BundleRefusal) return true;
    throw error;
  }
}

const flipped = (original: Buffer, at: number, mask: number) => {
  const changed = Buffer.from(original);
  changed[at]! ^= mask;
  return changed;
};
const mask = fc.integer({ min: 1, max: 255 });

void t.test('of the archive', async () => {
  const tar = gunzipSync(bytes);
  await fc.assert(
    fc.asyncProperty(fc.nat(tar.length - 1), mask, (at, mask) =>
      isSameOrRefused(gzipSync(flipped(tar, at, mask))),
    ),
    { numRuns: 1000 },
  );
});

void t.test('of a file in it', async () => {
  const files = await readArchive(bytes);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...files.keys()), fc.nat(), mask, async (name, at, mask) => {
      const content = files.get(name)!;
      const changed = flipped(content, at % content.length, mask);
      return isSameOrRefused(await writeArchive(new Map(files).set(name, changed)));
    }),
    { numRuns: 1000 },
  );
});

void t.test('of the compressed file', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 1), mask, (at, mask) =>
      isSameOrRefused(flipped(bytes, at, mask)),
    ),
    { numRuns: 500 },
  );
});
