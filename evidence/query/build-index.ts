/** The index of a closed segment: its clear columns as a Parquet file beside it. It can be made anew at any time. */
import { access, constants, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { SegmentFile } from '../segment-files.ts';
import type { DuckDBConnection } from './duckdb.ts';
import { quotePath, quoteText, selectFromSegment } from './select-columns.ts';

/** Raised when the columns change, so that older indexes are made anew. */
const VERSION = '1';

/** Key of the file's metadata that says of what it was made. */
const MARK = 'regent_index';

/** By name of the index. */
type Marks = Map<string, string>;

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
  const marks = await readMarks(connection, dirname(segments[0]!.path));
  const indexed: IndexedSegment[] = [];
  let done = 0;
  for (const segment of segments) {
    const index = segment.closed ? await indexOne(connection, segment, marks, writable) : undefined;
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
  marks: Marks,
  writable: boolean,
): Promise<string | undefined> {
  const path = indexPath(segment);
  if (marks.get(basename(path)) === markOf(segment)) return path;
  if (!writable) return undefined;
  const temporary = `${path}.${String(process.pid)}.tmp`;
  try {
    await connection.run(
      `COPY (${selectFromSegment(segment)}) TO ${quoteText(temporary)}
       (FORMAT parquet, COMPRESSION zstd, KV_METADATA {${MARK}: ${quoteText(markOf(segment))}})`,
    );
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
  return path;
}

/** Of which file an index was made. */
function markOf({ bytes, changed }: SegmentFile): string {
  return `${VERSION} ${String(bytes)} ${String(changed)}`;
}

/** The marks of all indexes of a directory, by file name. What is no Parquet file is no index. */
async function readMarks(connection: DuckDBConnection, dir: string): Promise<Marks> {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.index.parquet'));
  const marks: Marks = new Map();
  try {
    for (const mark of await readMarksOf(connection, dir, names)) marks.set(...mark);
  } catch {
    for (const name of names) {
      const own = await readMarksOf(connection, dir, [name]).catch(() => []);
      for (const mark of own) marks.set(...mark);
    }
  }
  return marks;
}

async function readMarksOf(
  connection: DuckDBConnection,
  dir: string,
  names: readonly string[],
): Promise<[string, string][]> {
  if (names.length === 0) return [];
  const files = names.map((name) => quotePath(join(dir, name)));
  const reader = await connection.runAndReadAll(
    `SELECT parse_filename(file_name), decode(value) FROM parquet_kv_metadata([${files.join(', ')}])
     WHERE decode(key) = ${quoteText(MARK)}`,
  );
  return reader.getRows() as [string, string][];
}

async function canWrite(dir: string): Promise<boolean> {
  return await access(dir, constants.W_OK).then(
    () => true,
    () => false,
  );
}
