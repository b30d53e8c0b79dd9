/** Reads the lines of a text file, plain or compressed. */
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { splitLines, type Piece } from '../bundles/impact/split.ts';
import { SetupError } from '../gateway/errors.ts';

const CHUNK = 1 << 20;

/** Hears how many bytes are read, of all, and how many lines. */
export type Progress = (bytes: number, of: number, lines: number) => void;

/**
 * The lines of a file, one chunk held at a time. gzip and zstd are told by their first bytes, whatever the name.
 * Throws SetupError where it cannot be read to its end.
 */
export async function* readLines(path: string, progress: Progress): AsyncGenerator<Piece, void> {
  try {
    const { size } = await stat(path);
    const unpack = UNPACK[await readMagic(path)];
    const raw = createReadStream(path, { highWaterMark: CHUNK });
    const unpacker = unpack?.();
    // `pipe` does not pass errors on.
    raw.on('error', (error) => unpacker?.destroy(error));
    const splitter = splitLines();
    let lines = 0;
    for await (const chunk of (unpacker ? raw.pipe(unpacker) : raw) as AsyncIterable<Buffer>) {
      const pieces = splitter.push(chunk);
      yield* pieces;
      lines += pieces.length;
      progress(raw.bytesRead, size, lines);
    }
    yield* splitter.end();
  } catch (error) {
    throw new SetupError(
      [`${path}: cannot be read to its end (${(error as Error).message})`],
      error,
    );
  }
}

/** RFC 8878 section 3.1.1. */
export const ZSTD_MAGIC = '28b52ffd';

/** By magic number: RFC 1952 section 2.3.1, RFC 8878 section 3.1.1. */
const UNPACK: Partial<Record<string, () => ReturnType<typeof createGunzip>>> = {
  '1f8b': () => createGunzip({ chunkSize: CHUNK }),
  [ZSTD_MAGIC]: () => createZstdDecompress({ chunkSize: CHUNK }),
};

/** The first four bytes of a file in hex; of gzip the two that tell it. */
export async function readMagic(path: string): Promise<string> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
  const magic = buffer.toString('hex', 0, bytesRead);
  return magic.startsWith('1f8b') ? '1f8b' : magic;
}
