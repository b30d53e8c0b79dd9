/** The index of a closed segment: its clear columns as a Parquet file beside it. It can be made anew at any time. */
import { access, constants, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SegmentFile } from '../segment-files.ts';
import type { DuckDBConnection } from './duckdb.ts';
import { quotePath, quoteText, selectFromSegment } from './select-columns.ts';

/** Raised when the columns change, so that older indexes are made anew. */
const VERSION = '1';

/** Where the columns of a segment are read from. */
export interface IndexedSegment {
  segment: SegmentFile;
  /** Path of the index; absent where there is none. */
  index?: string;
}

/** Hears how many bytes of segments have an index, of all that are closed. */
export type IndexProgress = (bytes: number, of: number) => void;

/**
 * Makes the indexes that are missing or were made from another file. A segment of a directory that
 * cannot be written, and the open one, stay without.
 */
export async function indexSegments(
  connection: DuckDBConnection,
  segments: readonly SegmentFile[],
  progress: IndexProgress = () => undefined,
): Promise<IndexedSegment[]> {
  const writable = await canWrite(dirname(segments[0]!.path));
  const of = segments.reduce((sum, { closed, bytes }) => sum + (closed ? bytes : 0), 0);
  const indexed: IndexedSegment[] = [];
  let done = 0;
  for (const segment of segments) {
    const index = segment.closed ? await indexOne(connection, segment, writable) : undefined;
    indexed.push({ segment, ...(index !== undefined && { index }) });
    if (segment.closed) progress((done += segment.bytes), of);
  }
  return indexed;
}

/** Name of the index of a segment. */
export function indexPath({ path, first }: SegmentFile): string {
  return join(dirname(path), `${String(first).padStart(12, '0')}.index.parquet`);
}

async function indexOne(
  connection: DuckDBConnection,
  segment: SegmentFile,
  writable: boolean,
): Promise<string | undefined> {
  const path = indexPath(segment);
  if (await isFresh(connection, path, segment)) return path;
  if (!writable) return undefined;
  const temporary = `${path}.${String(process.pid)}.tmp`;
  const meta = Object.entries(markOf(segment)).map(([key, value]) => `${key}: ${quoteText(value)}`);
  try {
    await connection.run(
      `COPY (${selectFromSegment(segment)}) TO ${quoteText(temporary)}
       (FORMAT parquet, COMPRESSION zstd, KV_METADATA {${meta.join(', ')}})`,
    );
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
  return path;
}

/** Of which file an index was made. */
function markOf({ bytes, changed }: SegmentFile): Record<string, string> {
  return { regent_index: VERSION, bytes: String(bytes), changed: String(changed) };
}

async function isFresh(
  connection: DuckDBConnection,
  path: string,
  segment: SegmentFile,
): Promise<boolean> {
  if (!(await stat(path).catch(() => undefined))?.isFile()) return false;
  try {
    const reader = await connection.runAndReadAll(
      `SELECT decode(key), decode(value) FROM parquet_kv_metadata(${quotePath(path)})`,
    );
    const found = new Map(reader.getRows() as [string, string][]);
    return Object.entries(markOf(segment)).every(([key, value]) => found.get(key) === value);
  } catch {
    // What is no Parquet file is no index.
    return false;
  }
}

async function canWrite(dir: string): Promise<boolean> {
  return await access(dir, constants.W_OK).then(
    () => true,
    () => false,
  );
}
