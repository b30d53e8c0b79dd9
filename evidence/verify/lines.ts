/** Reads the lines of a segment, plain or compressed, without copying them. */
import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { PassThrough } from 'node:stream';
import { createZstdDecompress } from 'node:zlib';
import { damage } from '../../gateway/ledger/unpack-damage.ts';

const BLOCK = 1 << 18;
/** Longest line that is taken as one: an entry has 65,535 bytes. What is longer comes in parts. */
const MAX_LINE = 1 << 17;
const LF = 0x0a;

/** Where the first line of a block begins in its buffer: one byte is kept free in front. */
export const FIRST_LINE = 1;
/** Bytes of a buffer for blocks. */
export const BLOCK_BUFFER = FIRST_LINE + MAX_LINE + BLOCK;
/** What a taker of blocks says to end the reading. */
export const STOP = -1;

/**
 * Takes a block: what stands in the buffer from the first line to before `end`. Gives where that begins which is to stand in front of
 * what comes next, at most 128 KiB; or `STOP`.
 */
export type TakeBlock = (end: number) => number;

/**
 * Takes a line: the bytes of `buffer` from `begin` to before `end`, without the line feed; all of it only until the call returns.
 * `ended` is false where no line feed ends the line. Returns false to end the reading.
 */
export type TakeLine = (buffer: Buffer, begin: number, end: number, ended: boolean) => boolean;

/** Fills a part of a buffer; gives how many bytes came, 0 at the end. */
type Read = (part: Buffer) => Promise<number> | number;

/**
 * Reads a file block by block into `buffer`, of `BLOCK_BUFFER` bytes; gives how many were left at the end. Rejects with Node's error
 * where it cannot be read, and with one that `isDamage` knows where it is compressed and not what zstd packed, or more.
 */
export async function eachBlock(
  path: string,
  compressed: boolean,
  buffer: Buffer,
  take: TakeBlock,
): Promise<number> {
  if (compressed) return eachCompressed(path, buffer, take);
  const file = openSync(path, 'r');
  try {
    // Not asynchronous: nothing else is to be done meanwhile, and small files would be read ten times slower.
    return await eachRead((part) => readSync(file, part), buffer, take);
  } finally {
    closeSync(file);
  }
}

/** Reads a file line by line. Rejects as `eachBlock` does. */
export async function eachLine(path: string, compressed: boolean, take: TakeLine): Promise<void> {
  const lines = new Lines(take);
  lines.end(await eachBlock(path, compressed, lines.buffer, lines.take));
}

/** The same of bytes in memory. */
export async function eachLineOf(bytes: Buffer, take: TakeLine): Promise<void> {
  const lines = new Lines(take);
  let done = 0;
  const read: Read = (part) => {
    const count = bytes.copy(part, 0, done);
    done += count;
    return count;
  };
  lines.end(await eachRead(read, lines.buffer, lines.take));
}

async function eachCompressed(path: string, buffer: Buffer, take: TakeBlock): Promise<number> {
  const unpacker = createZstdDecompress({ chunkSize: BLOCK });
  const out = new PassThrough({ highWaterMark: BLOCK });
  const done = pipeline(createReadStream(path, { highWaterMark: BLOCK }), unpacker, out);
  done.catch(() => undefined);
  const chunks = out[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
  let chunk: Buffer = Buffer.alloc(0);
  const read: Read = async (part) => {
    while (chunk.length === 0) {
      const next = await chunks.next();
      if (next.done === true) {
        if (unpacker.bytesWritten < statSync(path).size) throw damage('bytes behind its end');
        return 0;
      }
      chunk = next.value;
    }
    const count = chunk.copy(part);
    chunk = chunk.subarray(count);
    return count;
  };
  const rest = await eachRead(read, buffer, take);
  out.destroy();
  await done.catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  });
  return rest;
}

async function eachRead(read: Read, buffer: Buffer, take: TakeBlock): Promise<number> {
  let filled = FIRST_LINE;
  for (;;) {
    const reading = read(buffer.subarray(filled, filled + BLOCK));
    const count = typeof reading === 'number' ? reading : await reading;
    if (count === 0) return filled - FIRST_LINE;
    const rest = take(filled + count);
    if (rest === STOP) return 0;
    buffer.copy(buffer, FIRST_LINE, rest, filled + count);
    filled += count + FIRST_LINE - rest;
  }
}

/** Blocks as lines. */
class Lines {
  readonly buffer = Buffer.allocUnsafeSlow(BLOCK_BUFFER);
  readonly #take: TakeLine;
  /** Where the bytes end that were looked through for line feeds. */
  #scanned = FIRST_LINE;

  constructor(take: TakeLine) {
    this.#take = take;
  }

  readonly take = (end: number): number => {
    const { buffer } = this;
    let begin = FIRST_LINE;
    let feed = buffer.indexOf(LF, this.#scanned);
    for (; feed >= 0 && feed < end; feed = buffer.indexOf(LF, begin)) {
      if (!this.#take(buffer, begin, feed, true)) return STOP;
      begin = feed + 1;
    }
    if (end - begin > MAX_LINE) {
      if (!this.#take(buffer, begin, end, false)) return STOP;
      begin = end;
    }
    this.#scanned = FIRST_LINE + end - begin;
    return begin;
  };

  /** Takes the bytes that were left at the end. */
  end(rest: number): void {
    if (rest > 0) this.#take(this.buffer, FIRST_LINE, FIRST_LINE + rest, false);
  }
}
