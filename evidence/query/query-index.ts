/** Answers a query by DuckDB: from the indexes of closed segments and from the open one itself. */
import { COLUMNS } from './extract.ts';
import type { IndexedSegment } from './build-index.ts';
import type { DuckDBConnection } from './duckdb.ts';
import { quoteName, quotePath, quoteText, selectFromSegment } from './select-columns.ts';
import { DEFAULT_TYPES, OUTCOME_COLUMNS, type Filter, type Row } from './types.ts';
import { toTime } from '../../gateway/to-time.ts';

/** The rows in order of `seq`, as they come. */
export async function* queryRows(
  connection: DuckDBConnection,
  segments: readonly IndexedSegment[],
  filter: Filter,
): AsyncGenerator<Row, void> {
  const columns = COLUMNS.map((name) => ROW_FORMS[name] ?? quoteName(name));
  const result = await connection.stream(
    `SELECT ${columns.join(', ')} FROM (${queryOf(segments, filter)}) ORDER BY seq`,
  );
  for await (const rows of result.yieldRowsJs()) for (const row of rows) yield toRow(row);
}

/** Writes the rows to a file of the Parquet format. */
export async function writeParquet(
  connection: DuckDBConnection,
  segments: readonly IndexedSegment[],
  filter: Filter,
  path: string,
): Promise<void> {
  await connection.run(
    `COPY (SELECT ${COLUMNS.map(quoteName).join(', ')} FROM (${queryOf(segments, filter)}) ORDER BY seq)
     TO ${quoteText(path)} (FORMAT parquet, COMPRESSION zstd)`,
  );
}

/** How values become those of a row. */
const ROW_FORMS: Partial<Record<keyof Row, string>> = {
  seq: 'seq::DOUBLE',
  time: 'epoch_ms(time)::DOUBLE',
  id: 'id::VARCHAR',
  bytes: 'bytes::DOUBLE',
  masked: 'masked::DOUBLE',
  outcome: 'outcome::DOUBLE',
};

function toRow(values: readonly unknown[]): Row {
  const row = Object.fromEntries(COLUMNS.map((name, at) => [name, values[at]]));
  return { ...row, time: toTime(row['time'] as number) } as unknown as Row;
}

/** Entries of the types that are asked for, those of intents with their outcome. All entries are never held at once. */
function queryOf(segments: readonly IndexedSegment[], filter: Filter): string {
  const added = new Set<string>(OUTCOME_COLUMNS);
  const columns = COLUMNS.map((name) => {
    if (name === 'outcome') return 'o.seq AS outcome';
    const quoted = quoteName(name);
    return added.has(name) ? `coalesce(o.${quoted}, c.${quoted}) AS ${quoted}` : `c.${quoted}`;
  });
  const limit = filter.limit === undefined ? '' : ` LIMIT ${String(filter.limit)}`;
  const outcome = ['seq', 'intent', ...OUTCOME_COLUMNS].map(quoteName).join(', ');
  return `
    WITH entries AS NOT MATERIALIZED (${entriesOf(segments)}),
    chosen AS MATERIALIZED (SELECT * FROM entries WHERE ${conditionsOf(filter).join(' AND ')} ORDER BY seq${limit}),
    outcomes AS (
      SELECT ${outcome} FROM entries
      WHERE type = 'outcome' AND intent IN (SELECT seq FROM chosen WHERE type = 'intent'))
    SELECT ${columns.join(', ')} FROM chosen c LEFT JOIN outcomes o ON c.type = 'intent' AND o.intent = c.seq`;
}

/** Reads the segments that have no index into a table, so that they are parsed once. */
export async function loadUnindexed(
  connection: DuckDBConnection,
  segments: readonly IndexedSegment[],
): Promise<void> {
  const plain = segments.filter(({ index }) => index === undefined);
  const parts = plain.map(({ segment }) => selectFromSegment(segment));
  if (parts.length === 0) return;
  await connection.run(`CREATE TEMP TABLE unindexed AS ${parts.join(' UNION ALL ')}`);
}

function entriesOf(segments: readonly IndexedSegment[]): string {
  const indexes = segments.flatMap(({ index }) => (index === undefined ? [] : [quotePath(index)]));
  const parts = indexes.length === segments.length ? [] : ['SELECT * FROM unindexed'];
  if (indexes.length > 0) parts.push(`SELECT * FROM read_parquet([${indexes.join(', ')}])`);
  return parts.join(' UNION ALL ');
}

function conditionsOf(filter: Filter): string[] {
  const { identity, exchanges, from, to, types = DEFAULT_TYPES } = filter;
  const conditions = [`type IN (${types.map(quoteText).join(', ')})`];
  if (identity !== undefined) {
    const text = quoteText(identity);
    conditions.push(`(subject = ${text} OR "by" = ${text} OR list_contains(actors, ${text}))`);
  }
  for (const name of ['issuer', 'connection', 'action', 'approval', 'session'] as const) {
    const text = filter[name];
    if (text !== undefined) conditions.push(`${name} = ${quoteText(text)}`);
  }
  if (exchanges) {
    const ids = exchanges.map((id) => `${quoteText(id)}::UUID`);
    conditions.push(ids.length === 0 ? 'false' : `id IN (${ids.join(', ')})`);
  }
  if (from !== undefined) conditions.push(`time >= ${timestampOf(from)}`);
  if (to !== undefined) conditions.push(`time <= ${timestampOf(to)}`);
  return conditions;
}

function timestampOf(time: number): string {
  return `epoch_ms(${String(Math.trunc(time))})`;
}
