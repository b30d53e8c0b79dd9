/** Finds the segment that a ledger goes on with, and the entry before it. */
import { readFile } from 'node:fs/promises';
import { EMPTY, hashLine, parseLine, type Head } from '../entry.ts';
import { listAllSegments, readLines, segmentAt, type Line, type Segment } from '../segments.ts';
import { HASH_BYTES } from '../tree/hash.ts';
import { TILE_WIDTH } from '../tree/tiles.ts';
import { corruption, entryCorruption } from './corruption.ts';
import { readTile, type TreeFiles } from './restore-tree.ts';

/** The last segment, or the one that comes next where that is closed. Throws SetupError where files between are missing. */
export async function findLastSegment(
  files: TreeFiles,
  isSigned: boolean,
): Promise<{ segment: Segment; head: Head }> {
  const { dir } = files;
  const segments = await listAllSegments(dir);
  const last = segments.at(-1);
  if (!last) return { segment: segmentAt(dir, 0), head: EMPTY };
  const isOpen = last.form === 'open';
  const before = isOpen ? segments.at(-2) : last;
  const head = before ? await headOf(before, files) : EMPTY;
  const segment = isOpen ? last : segmentAt(dir, head.seq + 1);
  if (head.seq + 1 !== segment.first)
    throw entryCorruption(segment, 1, head.seq + 1, 'no file holds this entry');
  if (before && !isSigned)
    throw corruption(dir, '', 'the checkpoint that was signed at the end of a segment is missing');
  return { segment, head };
}

async function headOf(segment: Segment, files: TreeFiles): Promise<Head> {
  if (segment.form === 'expired') return headOfExpired(segment, files);
  let last: Line | undefined;
  for await (const line of readLines(segment)) last = line;
  const entry = last?.ended === true ? parseLine(last.bytes) : undefined;
  if (!last || entry === undefined || !Number.isSafeInteger(entry.seq)) {
    const number = last?.number ?? 1;
    throw entryCorruption(
      segment,
      number,
      segment.first + number - 1,
      'the file has no whole last line',
    );
  }
  return { seq: entry.seq!, hash: hashLine(last.bytes), time: entry.time ?? '' };
}

async function headOfExpired(segment: Segment, files: TreeFiles): Promise<Head> {
  const { last } = JSON.parse(await readFile(segment.path, 'utf8')) as { last: number };
  const tile = await readTile(files, Math.floor(last / TILE_WIDTH));
  const begin = (last % TILE_WIDTH) * HASH_BYTES;
  const hash = tile?.subarray(begin, begin + HASH_BYTES);
  if (hash?.length !== HASH_BYTES)
    throw corruption(segment.path, '', 'the tile with the hash of its last entry is missing');
  return { seq: last, hash: hash.toString('hex'), time: '' };
}
