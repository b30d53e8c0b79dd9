/**
 * Reads a gzipped tar archive so that there is one reading of it: whatever another program could
 * see otherwise (a name twice, a link, an entry behind the archive's end) is refused.
 */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import type { Header } from 'tar-stream';
import { SetupError } from '../gateway/errors.ts';

/** What an archive may measure, in bytes. */
export const ARCHIVE_LIMITS = {
  file: 64 * 1024 * 1024,
  entry: 128 * 1024 * 1024,
  total: 256 * 1024 * 1024,
  entries: 4096,
} as const;

const BLOCK = 512;

/** Bytes that are unpacked at once. */
const CHUNK = { least: 16 * 1024, most: 8 * 1024 * 1024 } as const;

/**
 * The archive's files by name, without the leading `/` that `opa` writes.
 * Throws SetupError that names the entry at fault.
 */
export async function readArchive(bytes: Buffer): Promise<Map<string, Buffer>> {
  if (bytes.length > ARCHIVE_LIMITS.file) {
    throw new SetupError([`the bundle is larger than ${ARCHIVE_LIMITS.file} bytes`]);
  }
  const tar = await decompress(bytes);
  const files = new Map<string, Buffer>();
  let end = 0;
  const reader = extract();
  reader.end(tar);
  try {
    for await (const entry of reader) {
      const name = checkEntry(entry.header, files);
      const chunks: Buffer[] = [];
      for await (const chunk of entry) chunks.push(chunk as Buffer);
      // As a part of the archive where it is one: a copy of megabytes makes the next collection of garbage come soon.
      const content = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
      files.set(name, content);
      end += BLOCK + Math.ceil(content.length / BLOCK) * BLOCK;
    }
  } catch (error) {
    if (error instanceof SetupError) throw error;
    throw new SetupError(['the bundle is not a tar archive'], error);
  }
  checkEnd(tar, end);
  return files;
}

/**
 * How many bytes a bundle's file says that it unpacks to (RFC 1952, 2.3.1). It may lie, but what unpacks to
 * another number is refused by `readArchive`, before it has more.
 */
export function readUnpackedSize(bytes: Buffer): number {
  return bytes.length < 4 ? 0 : bytes.readUInt32LE(bytes.length - 4);
}

/** One gzip member (RFC 1952, 2.2) and nothing else: programs differ in what they make of what is behind it. */
async function decompress(bytes: Buffer): Promise<Buffer> {
  const size = readUnpackedSize(bytes);
  const limit = Math.min(Math.max(size, 1), ARCHIVE_LIMITS.total);
  try {
    return await promisify(gunzip)(bytes, {
      rejectGarbageAfterEnd: true,
      maxOutputLength: limit,
      // Each chunk is a round through another thread: a bundle of usual size takes one.
      chunkSize: Math.min(Math.max(size + 1, CHUNK.least), CHUNK.most),
    });
  } catch (error) {
    const what = describeFault((error as NodeJS.ErrnoException).code, limit);
    throw new SetupError([`the bundle ${what}`], error);
  }
}

function describeFault(code: string | undefined, limit: number): string {
  if (code === 'ERR_BUFFER_TOO_LARGE') return `unpacks to more than ${limit} bytes`;
  if (code === 'ERR_TRAILING_JUNK_AFTER_STREAM_END')
    return 'is not one gzip member: there is data behind it';
  return 'is not gzip';
}

function checkEntry(header: Header, files: Map<string, Buffer>): string {
  const { name, size } = header;
  const type = header.type as Header['type'] | null;
  const shown = JSON.stringify(name.slice(0, 200));
  const path = name.startsWith('/') ? name.slice(1) : name;
  if (type !== 'file') {
    throw new SetupError([
      `the bundle's entry ${shown} is a ${type ?? 'thing of unknown type'}, not a file`,
    ]);
  }
  if (!isPlainPath(path)) throw new SetupError([`the bundle's entry ${shown} has no plain path`]);
  if (files.has(path)) throw new SetupError([`the bundle has the entry ${shown} twice`]);
  if (size > ARCHIVE_LIMITS.entry) {
    throw new SetupError([
      `the bundle's entry ${shown} is larger than ${ARCHIVE_LIMITS.entry} bytes`,
    ]);
  }
  if (files.size >= ARCHIVE_LIMITS.entries) {
    throw new SetupError([`the bundle has more than ${ARCHIVE_LIMITS.entries} entries`]);
  }
  return path;
}

function isPlainPath(path: string): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters are what is refused
  if (/[\\\u0000-\u001f\u007f\ufffd]/.test(path)) return false;
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

/**
 * Behind the entries come two or more zero blocks (POSIX.1-2024, pax, "ustar Interchange Format")
 * and nothing else. The sum of plain entries must lead there: extended headers, by which readers
 * disagree on names and sizes, do not add up, and neither does an entry behind the end.
 */
function checkEnd(tar: Buffer, end: number): void {
  const rest = tar.subarray(end);
  if (rest.length < 2 * BLOCK || rest.some((byte) => byte !== 0)) {
    throw new SetupError(['the bundle has extended headers, or data behind its end']);
  }
}
