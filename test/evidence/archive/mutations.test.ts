/** Whatever is changed in an archive is named. */
import { readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { readManifest } from '../../../evidence/archive/manifest.ts';
import { openArchive, verifyOpen, writeSample } from '../export/support.ts';

const sample = await writeSample(t);
const archive = await openArchive(
  t,
  await sample.export({ exchanges: new Set([sample.customer]) }),
);
const all = await readdir(archive.dir, { recursive: true, withFileTypes: true });
const files = all
  .filter((entry) => entry.isFile())
  .map(({ parentPath, name }) => join(parentPath, name))
  .toSorted();

/** Whether a fault is named, or the archive cannot be read. */
async function isNamed(): Promise<boolean> {
  try {
    const manifest = await readManifest(archive.dir);
    if (!manifest) return true;
    const { faults } = await verifyOpen({ dir: archive.dir, manifest }, [sample.vkey]);
    return faults.length > 0;
  } catch {
    return true;
  }
}

void t.test('a byte, a cut, a file that goes', async () => {
  const change = fc.record({
    // What archive.json says of the choice is proved by nothing.
    file: fc.constantFrom(...files.filter((file) => !file.endsWith('archive.json'))),
    at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    how: fc.constantFrom('flip', 'cut', 'remove', 'insert'),
    bit: fc.integer({ min: 0, max: 7 }),
  });
  await fc.assert(
    fc.asyncProperty(change, async ({ file, at, how, bit }) => {
      const before = await readFile(file);
      const place = Math.floor(at * before.length);
      if (how === 'remove') await rm(file);
      else if (how === 'cut') await truncate(file, place);
      else {
        const bytes = Buffer.from(before);
        if (how === 'flip') bytes[place]! ^= 1 << bit;
        const rest = bytes.subarray(place);
        await writeFile(
          file,
          how === 'flip'
            ? bytes
            : Buffer.concat([bytes.subarray(0, place), Buffer.from('x'), rest]),
        );
      }
      const named = await isNamed();
      await writeFile(file, before);
      return named;
    }),
    { numRuns: 150 },
  );
});

void t.test('who makes archive.json anew is still found out', async (t) => {
  const manifest = archive.manifest!;
  for (const file of files) {
    const name = file.slice(archive.dir.length + 1);
    if (/^(archive\.json|README\.txt|keys\.txt|report\.|certificates|tile)/.test(name)) continue;
    const before = await readFile(file);
    const bytes = Buffer.from(before);
    bytes[Math.floor(bytes.length / 3)]! ^= 4;
    await writeFile(file, bytes);
    const { createHash } = await import('node:crypto');
    const digest = createHash('sha256').update(bytes).digest('hex');
    const forged = { ...manifest, files: { ...manifest.files, [name]: digest } };
    const found = await verifyOpen({ dir: archive.dir, manifest: forged }, [sample.vkey]).catch(
      () => undefined,
    );
    t.not(found?.faults.length, 0, name);
    await writeFile(file, before);
  }
  const runs = manifest.runs.slice(0, -1);
  t.not(
    (await verifyOpen({ dir: archive.dir, manifest: { ...manifest, runs } }, [sample.vkey])).faults
      .length,
    0,
  );
});
