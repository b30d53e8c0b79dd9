/** Packs a directory into a tar file whose bytes depend on the files alone. */
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress } from 'node:zlib';
import { pack } from 'tar-stream';

/** The order of files in an archive: by these, then by name. */
const ORDER: readonly RegExp[] = [
  /^README\.txt$/,
  /^archive\.json$/,
  /^keys\.txt$/,
  /^checkpoint$/,
  /^checkpoints$/,
  /^\d{12}\.ndjson$/,
  /^proofs\.ndjson$/,
  /^consistency\.ndjson$/,
  /^tile\//,
  /^exchange-keys\.ndjson$/,
  /^(?:\d{12}\.bodies|objects\/.*)$/,
  /^bundles\//,
  /^certificates\//,
  /^report\./,
];

/** The names in their order. */
export function orderFiles(paths: readonly string[]): string[] {
  const place = (path: string): number => ORDER.findIndex((pattern) => pattern.test(path));
  return paths.toSorted((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
}

/**
 * Packs the files of `dir`, in this order, into `out`, which is replaced; by zstd where its name ends in `.zst`.
 *
 * @param time what all files are dated
 */
export async function packFiles(
  dir: string,
  paths: readonly string[],
  time: Date,
  out: string,
): Promise<void> {
  const archive = pack();
  const file = createWriteStream(out, { mode: 0o600 });
  const writing = out.endsWith('.zst')
    ? pipeline(archive, createZstdCompress(ZSTD), file)
    : pipeline(archive, file);
  // The first fault is told below.
  writing.catch(() => undefined);
  // Whole seconds, for fractions would take an extended header.
  const mtime = new Date(Math.floor(time.getTime() / 1000) * 1000);
  for (const name of paths) {
    const path = join(dir, name);
    const { size } = await stat(path);
    const entry = archive.entry({ name, size, mode: 0o600, mtime, type: 'file' });
    await Promise.race([pipeline(createReadStream(path), entry as unknown as Writable), writing]);
  }
  archive.finalize();
  await writing;
}

const ZSTD = {
  params: { [constants.ZSTD_c_compressionLevel]: 6, [constants.ZSTD_c_checksumFlag]: 1 },
};
