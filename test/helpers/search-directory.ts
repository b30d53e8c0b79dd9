/** Looks for text in all files below a directory, in every form in which it could have survived. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';

const GZIP = Buffer.from([0x1f, 0x8b, 0x08]);
const ZSTD = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

/** The files in which the text stands: raw, in hex, in base64 at any offset, or within what gzip or zstd packed. */
export async function findText(dir: string, text: string): Promise<string[]> {
  const forms = formsOf(text);
  const files = (await readdir(dir, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
  const found: string[] = [];
  for (const { parentPath, name } of files) {
    const path = join(parentPath, name);
    // A gateway that runs may have replaced it meanwhile, as it does partial tiles.
    const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    const layers = bytes ? unpackAll(bytes) : [];
    if (layers.some((bytes) => forms.some((form) => bytes.includes(form)))) found.push(path);
  }
  return found;
}

function formsOf(text: string): Buffer[] {
  const bytes = Buffer.from(text);
  const base64 = [0, 1, 2].map((offset) => {
    const shifted = Buffer.concat([Buffer.alloc(offset, 0x7a), bytes]).toString('base64');
    // Characters that also depend on what stands around the text are left out.
    const whole = shifted.slice(offset === 0 ? 0 : offset + 1).replace(/=+$/, '');
    return whole.slice(0, whole.length - (whole.length > 4 ? 2 : 0));
  });
  const url = base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'));
  const hex = bytes.toString('hex');
  return [text, hex, hex.toUpperCase(), encodeURIComponent(text), ...base64, ...url].map((form) =>
    Buffer.from(form),
  );
}

/** The bytes, and what is packed in them, wherever it begins. */
function unpackAll(bytes: Buffer): Buffer[] {
  const layers = [bytes];
  for (const [magic, unpack] of [
    [GZIP, gunzipSync],
    [ZSTD, zstdDecompressSync],
  ] as const) {
    for (let at = bytes.indexOf(magic); at >= 0; at = bytes.indexOf(magic, at + 1)) {
      try {
        layers.push(unpack(bytes.subarray(at)));
      } catch {
        // Random bytes.
      }
    }
  }
  return layers;
}
