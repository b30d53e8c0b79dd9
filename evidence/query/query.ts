/** Which entries of a ledger are of whom, when, why: from an index where there can be one, else by reading all. */
import { existsSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { SetupError } from '../../gateway/errors.ts';
import { listSegmentFiles, type SegmentFile } from '../segment-files.ts';
import { indexSegments, type IndexedSegment, type IndexProgress } from './build-index.ts';
import { MISSING, openDatabase, type Database } from './duckdb.ts';
import { loadUnindexed, queryRows, writeParquet } from './query-index.ts';
import { scanRows, type ScanProgress } from './scan.ts';
import type { Filter, Row } from './types.ts';

/** How a query is answered. */
export interface QueryOptions {
  /** Reads all entries instead of using an index. */
  scan?: boolean;
  indexing?: IndexProgress;
  scanning?: ScanProgress;
}

/** An open query. */
export interface Query {
  /** Rows in order of `seq`. */
  rows(filter: Filter): AsyncGenerator<Row, void>;
  /** Throws SetupError without DuckDB. */
  writeParquet(filter: Filter, path: string): Promise<void>;
  /** Throws SetupError for a row that is not what its entries say. */
  check(rows: readonly Row[]): Promise<void>;
  close(): Promise<void>;
}

/** A gateway that runs packs segments and removes them between a look at the directory and the reading. */
const ATTEMPTS = 10;

/** Opens a ledger's directory and makes the indexes that are missing. Throws SetupError. */
export async function openQuery(dir: string, options: QueryOptions = {}): Promise<Query> {
  for (let attempt = 1; ; attempt += 1) {
    let segments: readonly SegmentFile[] = [];
    try {
      segments = await listSegmentFiles(dir);
      return await openOnce(segments, options);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const isGone = code === 'ENOENT' || segments.some(({ path }) => !existsSync(path));
      if (!isGone || attempt === ATTEMPTS) throw asSetupError(error, dir);
    }
  }
}

async function openOnce(segments: readonly SegmentFile[], options: QueryOptions): Promise<Query> {
  const database = options.scan === true ? undefined : await openDatabase();
  try {
    const indexed =
      database && (await indexSegments(database.connection, segments, options.indexing));
    if (database && indexed) await loadUnindexed(database.connection, indexed);
    return queryOf(segments, options, database, indexed);
  } catch (error) {
    await database?.close();
    throw error;
  }
}

function queryOf(
  segments: readonly SegmentFile[],
  options: QueryOptions,
  database: Database | undefined,
  indexed: readonly IndexedSegment[] | undefined,
): Query {
  return {
    rows: (filter) =>
      database && indexed
        ? queryRows(database.connection, indexed, filter)
        : scanRows(segments, filter, options.scanning),
    async writeParquet(filter, path) {
      if (!database || !indexed) throw new SetupError([`--format parquet ${MISSING}`]);
      await writeParquet(database.connection, indexed, filter, path);
    },
    check: (rows) => checkRows(segments, rows, options.scanning),
    close: async () => database?.close(),
  };
}

async function checkRows(
  segments: readonly SegmentFile[],
  rows: readonly Row[],
  progress?: ScanProgress,
): Promise<void> {
  const expected = new Map(rows.map((row) => [row.seq, row]));
  const types = [...new Set(rows.map(({ type }) => type))];
  for await (const row of scanRows(segments, { types }, progress)) {
    const shown = expected.get(row.seq);
    if (shown === undefined) continue;
    expected.delete(row.seq);
    if (!isDeepStrictEqual({ ...shown }, row)) throw notWhatItIs(row.seq);
  }
  for (const seq of expected.keys()) throw notWhatItIs(seq);
}

function notWhatItIs(seq: number): SetupError {
  return new SetupError([
    `entry ${String(seq)} is not what the index says: delete the *.index.parquet files, they are made anew`,
  ]);
}

function asSetupError(error: unknown, dir: string): Error {
  if (error instanceof SetupError) return error;
  return new SetupError([`${dir}: ${(error as Error).message}`], error);
}
