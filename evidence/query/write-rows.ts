/** Writes rows in the form that was asked for. */
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { CSV_HEAD, formatCsv } from './write-csv.ts';
import { formatTable } from './write-table.ts';
import type { Row } from './types.ts';

export const FORMATS = ['table', 'json', 'csv', 'parquet'] as const;
export type Format = (typeof FORMATS)[number];

/** Rows that a table is made of: it must know all before it writes one. */
export const TABLE_LIMIT = 1000;

/** Bytes that are written at once. */
const CHUNK = 1 << 16;

/**
 * Writes rows to a stream: JSON is an array, a row a line. A table has at most TABLE_LIMIT rows, and says where there are more.
 */
export async function writeRows(
  rows: AsyncIterable<Row>,
  format: Exclude<Format, 'parquet'>,
  out: Writable,
): Promise<void> {
  let text = '';
  for await (const part of format === 'table' ? tableOf(rows) : partsOf(rows, format)) {
    text += part;
    if (text.length < CHUNK) continue;
    if (!out.write(text)) await once(out, 'drain');
    text = '';
  }
  if (!out.write(text)) await once(out, 'drain');
}

async function* partsOf(rows: AsyncIterable<Row>, format: 'json' | 'csv'): AsyncGenerator<string> {
  let between = format === 'json' ? '[\n' : CSV_HEAD;
  for await (const row of rows) {
    yield between + (format === 'json' ? JSON.stringify(row) : formatCsv(row));
    between = format === 'json' ? ',\n' : '';
  }
  if (format === 'json') yield between === '[\n' ? '[]\n' : '\n]\n';
  else yield between;
}

async function* tableOf(rows: AsyncIterable<Row>): AsyncGenerator<string> {
  const shown: Row[] = [];
  let more = false;
  for await (const row of rows) {
    more = shown.length === TABLE_LIMIT;
    if (more) break;
    shown.push(row);
  }
  yield formatTable(shown);
  if (more) yield `more than ${String(TABLE_LIMIT)}: use --format csv, json or parquet\n`;
}
