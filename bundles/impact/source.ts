/** Reads recorded decisions from disk, as batches of lines. */
import { createReadStream, type ReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { SetupError } from '../../gateway/errors.ts';
import { listSegments } from '../../gateway/ledger/segments.ts';
import { MAX_TEXT_BYTES, splitArrays, splitLines, type Piece } from './split.ts';
import type { Batch, LogKind } from './types.ts';

const CHUNK = 1 << 20;

/** Where recorded decisions are. */
export interface Source {
  kind: LogKind;
  /** As it was given: of a ledger its directory. */
  path: string;
  files: string[];
  /** Of all files, as they lie on disk. */
  bytes: number;
}

/** What reading tells beside the batches. */
export interface ReadEvents {
  /** Bytes of the files read so far. */
  progress(bytes: number): void;
  /** A line that is too long to be read. */
  tooLong(place: { file: number; line: number; why: string }): void;
}

/** Finds the files: the segments of a ledger's directory, or the one file. Throws SetupError. */
export async function openSource(path: string): Promise<Source> {
  const found = await stat(path).catch((error: Error) => {
    throw new SetupError([`${path}: cannot be read (${error.message})`], error);
  });
  if (!found.isDirectory())
    return { kind: 'opa-decision-log', path, files: [path], bytes: found.size };
  const files = (await listSegments(path)).map((segment) => segment.path);
  if (files.length === 0) throw new SetupError([`${path}: is not the directory of a ledger`]);
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  return { kind: 'ledger', path, files, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

/** Reads all files in order, holding one chunk. Throws SetupError where one cannot be read to its end. */
export async function* readBatches(
  source: Source,
  events: ReadEvents,
): AsyncGenerator<Batch, void> {
  let before = 0;
  for (const [file, path] of source.files.entries()) {
    const raw = createReadStream(path, { highWaterMark: CHUNK });
    try {
      for await (const pieces of readPieces(path, raw)) {
        for (const piece of pieces) {
          if (piece.tooLong) events.tooLong({ file, line: piece.number, why: TOO_LONG });
        }
        yield batchOf(file, pieces);
        events.progress(before + raw.bytesRead);
      }
    } catch (error) {
      throw new SetupError(
        [`${path}: cannot be read to its end (${(error as Error).message})`],
        error,
      );
    }
    before += raw.bytesRead;
  }
}

const TOO_LONG = `it is longer than ${String(MAX_TEXT_BYTES)} bytes`;

/** The pieces of a file chunk by chunk. */
async function* readPieces(path: string, raw: ReadStream): AsyncGenerator<Piece[], void> {
  const zipped = await isGzip(path);
  const gunzip = createGunzip({ chunkSize: CHUNK });
  // `pipe` does not pass errors on.
  raw.on('error', (error) => gunzip.destroy(error));
  const chunks: AsyncIterable<Buffer> = zipped ? raw.pipe(gunzip) : raw;
  let splitter: ReturnType<typeof splitLines> | undefined;
  for await (const chunk of chunks) {
    splitter ??= /^\s*\[/.test(chunk.toString('latin1', 0, 100)) ? splitArrays() : splitLines();
    const pieces = splitter.push(chunk);
    if (pieces.length > 0) yield pieces;
  }
  const rest = splitter?.end() ?? [];
  if (rest.length > 0) yield rest;
}

/** By its first bytes (RFC 1952 section 2.3.1), whatever its name. */
async function isGzip(path: string): Promise<boolean> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
  return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
}

/** Puts pieces together. */
export function batchOf(file: number, pieces: readonly Pick<Piece, 'bytes' | 'number'>[]): Batch {
  const length = pieces.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const bytes = new Uint8Array(length);
  const ends = new Uint32Array(pieces.length);
  let end = 0;
  for (const [index, piece] of pieces.entries()) {
    bytes.set(piece.bytes, end);
    end += piece.bytes.length;
    ends[index] = end;
  }
  return { file, first: pieces[0]!.number, bytes, ends };
}
