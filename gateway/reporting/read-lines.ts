/** Reads the ledger's lines from a position on, as far as they are durable. */
import { open } from 'node:fs/promises';
import { listSegments, openSegment, type Segment } from '../ledger/segments.ts';
import type { Opener } from './make-event.ts';
import type { Position } from './position.ts';

/** The ledger, as its reader sees it. */
export interface LedgerFiles {
  dir: string;
  /** Number of the last durable entry, -1 before the first: what lies behind may yet be cut off. */
  durable(): number;
  /** Opens what is sealed in entries. */
  reader: Opener;
}

/** Some lines, in order. */
export interface Lines {
  lines: { bytes: Buffer; seq: number; /** Behind the line. */ after: Position }[];
  /** Where to read on. */
  next: Position;
  /** Entries that are in no file any more, between the position and the first line. */
  missing: number;
}

const BLOCK = 256 * 1024;
/** Of a segment that is packed, which is unpacked from its beginning each time. */
const PACKED_BLOCK = 16 * 2 ** 20;
const LF = 0x0a;

/** The ledger's oldest entry; undefined where there are no files. */
export async function findBeginning(dir: string): Promise<Position | undefined> {
  const [segment] = await listSegments(dir);
  return segment && beginningOf(segment);
}

/**
 * Reads the next lines, up to a block of the file or one longer line. No line means that there is
 * nothing new, unless `next` is further on. Rejects with the system's error.
 */
export async function readLines(ledger: LedgerFiles, from: Position): Promise<Lines> {
  const durable = ledger.durable();
  if (from.seq > durable) return { lines: [], next: from, missing: 0 };
  const segments = await listSegments(ledger.dir);
  const segment = segments.find(({ first }) => first === from.segment);
  const lines = segment ? takeLines(await readBlock(segment, from.offset), from, durable) : [];
  const last = lines.at(-1);
  if (last) return { lines, next: last.after, missing: 0 };
  // The end of this file: the next one, whatever its first entry is.
  const following = segments.find(({ first }) => first > from.segment);
  if (!following) return { lines, next: from, missing: 0 };
  const next = beginningOf(following);
  if (next.seq === from.seq) return { lines, next: { ...from, ...next }, missing: 0 };
  return { lines, next, missing: Math.max(0, next.seq - from.seq) };
}

function beginningOf({ first }: Segment): Position {
  return { seq: first, segment: first, offset: 0 };
}

/** Whole lines from an offset on: at least one, where there is one. */
async function readBlock(segment: Segment, offset: number): Promise<Buffer> {
  return segment.form === 'packed'
    ? readPacked(segment, offset)
    : readPlain(segment, offset).catch((error: NodeJS.ErrnoException) => {
        // It was packed since it was listed.
        if (error.code === 'ENOENT') return readPacked(segment, offset);
        throw error;
      });
}

async function readPacked(segment: Segment, offset: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let at = 0;
  let length = 0;
  for await (const chunk of (await openSegment(segment)) as AsyncIterable<Buffer>) {
    const piece = chunk.subarray(Math.min(chunk.length, Math.max(0, offset - at)));
    at += chunk.length;
    pieces.push(piece);
    length += piece.length;
    if (length >= PACKED_BLOCK && piece.includes(LF)) break;
  }
  const block = Buffer.concat(pieces, length);
  return block.subarray(0, block.lastIndexOf(LF) + 1);
}

async function readPlain({ path }: Segment, offset: number): Promise<Buffer> {
  await using file = await open(path);
  for (let size = BLOCK; ; size *= 2) {
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(size), 0, size, offset);
    const end = buffer.subarray(0, bytesRead).lastIndexOf(LF);
    if (end >= 0 || bytesRead < size) return buffer.subarray(0, end + 1);
  }
}

function takeLines(block: Buffer, from: Position, durable: number): Lines['lines'] {
  const lines: Lines['lines'] = [];
  let begin = 0;
  for (let seq = from.seq; seq <= durable && begin < block.length; seq += 1) {
    const end = block.indexOf(LF, begin);
    const bytes = block.subarray(begin, end);
    begin = end + 1;
    const after = { seq: seq + 1, segment: from.segment, offset: from.offset + begin };
    lines.push({ bytes, seq, after });
  }
  return lines;
}
