/** Holds a bundle's files against those that its signature names. */
import type { BundleData } from './read-data.ts';
import { BundleRefusal } from './refusals.ts';
import { SIGNATURES_FILE } from './signatures.ts';
import type { SignedFile } from './signatures.ts';
import { hashFile } from './sign-hash.ts';

const DATA = 'data.json';

/**
 * Every file but the signatures must be signed, and every signed file be there, unchanged; `data` is
 * of the same files. `verifyData` must follow.
 * Throws BundleRefusal `extra-file`, `missing-file`, `file-changed`, and SetupError where a JSON
 * file is none.
 */
export function verifyFiles(
  files: Map<string, Buffer>,
  data: BundleData,
  signed: Map<string, SignedFile>,
): void {
  for (const name of signed.keys()) {
    if (!files.has(name)) {
      throw new BundleRefusal('missing-file', `the bundle lacks ${show(name)}, which is signed`);
    }
  }
  for (const [name, content] of files) {
    if (name === SIGNATURES_FILE) continue;
    const file = signed.get(name);
    if (file === undefined) {
      throw new BundleRefusal('extra-file', `the bundle has ${show(name)}, which is not signed`);
    }
    if (!isKnown(name)) {
      throw new BundleRefusal(
        'extra-file',
        `the bundle has ${show(name)}, which opa reads and Regent does not: build it with \`regent bundle build\``,
      );
    }
    const isSame =
      name === DATA
        ? data.hasText(file.hash) || data.hasHash(file.hash)
        : hashFile(name, content) === file.hash;
    if (!isSame) throw changed(name);
  }
}

/** What `verifyFiles` leaves out because it takes long: that the data's text is one that is hashed as it stands. */
export function verifyData(data: BundleData, signed: Map<string, SignedFile>): void {
  const file = signed.get(DATA);
  if (file !== undefined && !data.hasHash(file.hash)) throw changed(DATA);
}

function changed(name: string): BundleRefusal {
  return new BundleRefusal('file-changed', `the bundle's ${show(name)} is not the signed one`);
}

/**
 * What `regent bundle build` puts in. `opa` would merge a data file of a folder into the data, take
 * the last `*.manifest` for the manifest, and not hash a `*signatures.json`.
 */
function isKnown(name: string): boolean {
  return name === '.manifest' || name === DATA || /\.(?:rego|wasm)$/.test(name);
}

function show(name: string): string {
  return JSON.stringify(name.slice(0, 200));
}
