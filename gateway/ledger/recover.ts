/** Finds where a ledger ends, after a clean end or a crash, and what a crash left open. */
import { SetupError } from '../errors.ts';
import { EMPTY, entryId, hashLine, parseLine, type Head } from './entry.ts';
import type { Position } from './segment-writer.ts';
import { listSegments, readLines, segmentAt, type Line, type Segment } from './segments.ts';

/** The end of a ledger, and the length of the unfinished line that follows it. */
export interface LedgerEnd extends Position {
  tornBytes: number;
}

/**
 * Checks the last segment's chain and its link to the segment before, and finds the end of its last
 * whole line. A last line that is cut short or unreadable was never acknowledged and does not count.
 * Throws SetupError for anything else that is not as it was written.
 */
export async function findEnd(dir: string): Promise<LedgerEnd> {
  const segments = await listSegments(dir);
  const segment = segments.at(-1) ?? segmentAt(dir, 0);
  const before = segments.at(-2);
  let head = before === undefined ? EMPTY : await headOf(before);
  if (head.seq + 1 !== segment.first)
    throw corruption(segment, 1, head.seq + 1, 'no file holds this entry');
  let size = 0;
  let torn: Line | undefined;
  for await (const line of segments.length === 0 ? [] : readLines(segment)) {
    const seq = head.seq + 1;
    if (torn) throw corruption(segment, torn.number, seq, 'the line is not JSON');
    const entry = line.ended ? parseLine(line.bytes) : undefined;
    if (entry === undefined) {
      torn = line;
      continue;
    }
    if (entry.v !== 1) throw corruption(segment, line.number, seq, 'its version is not 1');
    if (entry.seq !== seq) throw corruption(segment, line.number, seq, 'its seq is another');
    if (entry.prev !== head.hash)
      throw corruption(segment, line.number, seq, 'its prev is not the hash of the line before');
    head = { seq, hash: hashLine(line.bytes) };
    size = line.offset + line.bytes.length + 1;
  }
  const tornBytes = torn ? torn.bytes.length + (torn.ended ? 1 : 0) : 0;
  return { dir, segment, size, head, tornBytes };
}

/**
 * Ids of the intents without an outcome, oldest first. A gateway writes `start` only when no intent
 * is open, so what lies before the last one is not read.
 */
export async function findOpenIntents(dir: string): Promise<string[]> {
  const segments = await listSegments(dir);
  let from = segments.length - 1;
  while (from > 0 && !(await holdsStart(segments[from]!))) from -= 1;
  const open = new Set<string>();
  for (const segment of segments.slice(Math.max(from, 0))) {
    for await (const line of readLines(segment)) {
      const entry = parseLine(line.bytes);
      if (entry === undefined)
        throw corruption(segment, line.number, segment.first + line.number - 1, 'it is not JSON');
      const id = entryId(entry);
      if (entry.type === 'start') open.clear();
      else if (entry.type === 'intent' && id !== undefined) open.add(id);
      else if (entry.type === 'outcome' && id !== undefined) open.delete(id);
    }
  }
  return [...open];
}

async function headOf(segment: Segment): Promise<Head> {
  let last: Line | undefined;
  for await (const line of readLines(segment)) last = line;
  const entry = last?.ended === true ? parseLine(last.bytes) : undefined;
  if (!last || entry === undefined || !Number.isSafeInteger(entry.seq)) {
    const number = last?.number ?? 1;
    throw corruption(
      segment,
      number,
      segment.first + number - 1,
      'the file has no whole last line',
    );
  }
  return { seq: entry.seq!, hash: hashLine(last.bytes) };
}

async function holdsStart(segment: Segment): Promise<boolean> {
  for await (const { bytes } of readLines(segment)) {
    // The first `"type":"` of a line is the entry's own: before it stand seq, prev and time only.
    const type = bytes.indexOf('"type":"');
    if (type >= 0 && bytes.indexOf('"type":"start"') === type) return true;
  }
  return false;
}

function corruption(segment: Segment, line: number, seq: number, what: string): SetupError {
  return new SetupError([
    `the ledger is not as it was written: ${segment.path}, line ${line}, entry ${seq}: ${what}. ` +
      'Keep the files as evidence, put them back from a backup, or move the directory away to begin a new ledger',
  ]);
}
