/** Writes a bundle's archive, and changes its manifest. */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { pack } from 'tar-stream';
import { SetupError } from '../gateway/errors.ts';
import type { Stamp } from './metadata.ts';
import { readArchive } from './read-archive.ts';
import { isObject, parseObject } from './manifest-json.ts';
import { SIGNATURES_FILE } from './signatures.ts';

/** Where gzip notes the operating system (RFC 1952, 2.3.1), and its value for "unknown". */
const GZIP_OS = { at: 9, unknown: 255 };

/**
 * A gzipped tar archive of the files, in their order, as `opa` writes it: names with a leading
 * slash, no times, no owners. The same files give the same bytes.
 */
export async function writeArchive(files: Map<string, Buffer>): Promise<Buffer> {
  const archive = pack();
  for (const [name, content] of files) {
    archive.entry({ name: `/${name}`, mode: 0o600, mtime: new Date(0) }, content);
  }
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  const bytes = await promisify(gzip)(Buffer.concat(chunks));
  bytes[GZIP_OS.at] = GZIP_OS.unknown;
  return bytes;
}

/**
 * The bundle with this metadata, and this revision if one is given, in its manifest. All else stays
 * as it is, members of `metadata.regent` that are not given too, but for a signature: it would not hold, and is taken out. Throws SetupError.
 */
export async function stampBundle(
  bytes: Buffer,
  metadata: Stamp,
  revision?: string,
): Promise<Buffer> {
  const files = await readArchive(bytes);
  const manifest = parseObject(files, '.manifest');
  const others = manifest['metadata'] ?? {};
  if (!isObject(others)) {
    throw new SetupError(["the bundle's .manifest has a `metadata` that is not an object"]);
  }
  const before = others['regent'];
  const changed = {
    ...manifest,
    ...(revision === undefined ? {} : { revision }),
    metadata: { ...others, regent: { ...(isObject(before) ? before : {}), ...metadata } },
  };
  files.set('.manifest', Buffer.from(`${JSON.stringify(changed)}\n`));
  files.delete(SIGNATURES_FILE);
  return await writeArchive(files);
}
