/** Reads the lines of a segment, plain or compressed, without copying them. */
import { closeSync, createReadStream, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { PassThrough } from 'node:stream';
import { createZstdDecompress } from 'node:zlib';
import { damage } from '../../gateway/ledger/unpack-damage.ts';

const BLOCK = 1 << 18;
/** Longest line that is taken as one: an entry has 65,535 bytes. What is longer comes in parts. */
const MAX_LINE = 1 << 17;
const LF = 0x0a;

/**
 * Takes a line: the bytes of `buffer` from `begin` to before `end`, without the line feed. The byte at `begin - 1`
 * may be overwritten; all of it only until the call returns. `ended` is false where no line feed ends the line.
 * Returns false to end the reading.
 */
export type TakeLine = (buffer: Buffer, begin: number, end: number, ended: boolean) => boolean;

/** Fills a buffer from `offset` on; gives how many bytes came, 0 at the end. */
type Read = (buffer: Buffer, offset: number) => Promise<number> | number;

/**
 * Reads a file line by line. Rejects with Node's error where it cannot be read, and with one that `isDamage` knows where it is
 * compressed and not what zstd packed, or more.
 */
export async function eachLine(path: string, compressed: boolean, take: TakeLine): Promise<void> {
  if (compressed) return eachCompressed(path, take);
  const file = openSync(path, 'r');
  try {
    // Not asynchronous: nothing else is to be done meanwhile, and small files would be read ten times slower.
    const read: Read = (buffer, offset) =>
      readSync(file, buffer, offset, buffer.length - offset, null);
    await eachRead(read, Math.min(BLOCK, fstatSync(file).size + 1), take);
  } finally {
    closeSync(file);
  }
}

async function eachCompressed(path: string, take: TakeLine): Promise<void> {
  const unpacker = createZstdDecompress();
  const out = new PassThrough({ highWaterMark: BLOCK });
  const done = pipeline(createReadStream(path, { highWaterMark: BLOCK }), unpacker, out);
  done.catch(() => undefined);
  const chunks = out[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
  let chunk: Buffer = Buffer.alloc(0);
  await eachRead(
    async (buffer, offset) => {
      while (chunk.length === 0) {
        const next = await chunks.next();
        if (next.done === true) {
          if (unpacker.bytesWritten < statSync(path).size) throw damage('bytes behind its end');
          return 0;
        }
        chunk = next.value;
      }
      const count = chunk.copy(buffer, offset);
      chunk = chunk.subarray(count);
      return count;
    },
    BLOCK,
    take,
  );
  out.destroy();
  await done.catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  });
}

/** The same of bytes in memory. */
export function eachLineOf(bytes: Buffer, take: TakeLine): Promise<void> {
  let done = 0;
  const read: Read = (buffer, offset) => {
    const count = bytes.copy(buffer, offset, done);
    done += count;
    return count;
  };
  return eachRead(read, Math.min(BLOCK, bytes.length + 1), take);
}

async function eachRead(read: Read, block: number, take: TakeLine): Promise<void> {
  // One byte is kept free in front of the first line.
  const buffer = Buffer.allocUnsafeSlow(1 + Math.min(MAX_LINE, block) + block);
  let filled = 1;
  for (;;) {
    const reading = read(buffer, filled);
    const count = typeof reading === 'number' ? reading : await reading;
    if (count === 0) break;
    const scanned = filled;
    filled += count;
    let begin = 1;
    let from = scanned;
    for (;;) {
      const end = buffer.indexOf(LF, from);
      if (end < 0 || end >= filled) break;
      if (!take(buffer, begin, end, true)) return;
      begin = end + 1;
      from = begin;
    }
    if (filled - begin > MAX_LINE) {
      if (!take(buffer, begin, filled, false)) return;
      begin = filled;
    }
    buffer.copy(buffer, 1, begin, filled);
    filled -= begin - 1;
  }
  if (filled > 1) take(buffer, 1, filled, false);
}
