/**
 * A record of the journal: what one batch appends to the files of its segment, `digest (32 bytes) ‖ first (8) ‖ 3 × (position (8)
 * ‖ length (8)) ‖ bytes`. The digest is the SHA-256 of all behind it, and `first` names the segment.
 */
import { hash } from 'node:crypto';

/** The files of a segment that are written for each batch, in the order in which a record has them. */
export const SUFFIXES = ['ndjson', 'keys', 'bodies'] as const;

/** Bytes that belong at a position of a file. */
export interface Placed {
  position: number;
  bytes: Buffer;
}

/** What one batch appends. */
export interface JournalRecord {
  /** Number of the segment's first entry. */
  first: number;
  /** For each of `SUFFIXES`; without bytes where nothing is appended. */
  parts: readonly Placed[];
}

/** The same before it has its place. */
export interface ToPlace {
  first: number;
  files: readonly { position: number; parts: readonly Buffer[] }[];
}

/** A record, and all of its bytes. */
export interface PlacedRecord extends JournalRecord {
  bytes: Buffer;
}

const DIGEST_BYTES = 32;
const NUMBER_BYTES = 8;
const HEAD_BYTES = DIGEST_BYTES + NUMBER_BYTES * (1 + 2 * SUFFIXES.length);

/** How long the record of so many bytes is. */
export function recordLength(bytes: number): number {
  return HEAD_BYTES + bytes;
}

/** Writes a record into memory, at `at`, where there must be room for it; gives it as it lies there. */
export function placeRecord(memory: Buffer, at: number, { first, files }: ToPlace): PlacedRecord {
  let head = memory.writeBigUInt64BE(BigInt(first), at + DIGEST_BYTES);
  let end = at + HEAD_BYTES;
  const parts = files.map(({ position, parts }) => {
    const begin = end;
    for (const part of parts) end += part.copy(memory, end);
    head = memory.writeBigUInt64BE(BigInt(position), head);
    head = memory.writeBigUInt64BE(BigInt(end - begin), head);
    return { position, bytes: memory.subarray(begin, end) };
  });
  const bytes = memory.subarray(at, end);
  bytes.set(digestOf(bytes));
  return { first, parts, bytes };
}

/** The records at the beginning of a journal, up to the first that is not whole. They share its memory. */
export function readRecords(journal: Buffer): JournalRecord[] {
  const records: JournalRecord[] = [];
  for (let rest = journal; ;) {
    const found = readRecord(rest);
    if (!found) return records;
    records.push(found.record);
    rest = rest.subarray(found.end);
  }
}

function readRecord(from: Buffer): { record: JournalRecord; end: number } | undefined {
  if (from.length < HEAD_BYTES) return undefined;
  const number = (at: number): number =>
    Number(from.readBigUInt64BE(DIGEST_BYTES + at * NUMBER_BYTES));
  let end = HEAD_BYTES;
  const parts = SUFFIXES.map((_, at) => {
    const begin = end;
    end += number(2 + 2 * at);
    return { position: number(1 + 2 * at), bytes: from.subarray(begin, end) };
  });
  if (end > from.length) return undefined;
  const record = from.subarray(0, end);
  if (!digestOf(record).equals(record.subarray(0, DIGEST_BYTES))) return undefined;
  return { record: { first: number(0), parts }, end };
}

function digestOf(record: Buffer): Buffer {
  return hash('sha256', record.subarray(DIGEST_BYTES), 'buffer');
}
