/** Answers a query by reading every entry: without DuckDB, and to check what an index says. */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { segmentAt } from '../../gateway/ledger/segments.ts';
import { readLines } from '../read-lines.ts';
import type { SegmentFile } from '../segment-files.ts';
import { extract, intentOf } from './extract.ts';
import { DEFAULT_TYPES, OUTCOME_COLUMNS, type Filter, type Row } from './types.ts';

/** Hears how many bytes are read, of all. */
export type ScanProgress = (bytes: number, of: number, entries: number) => void;

/** The beginning of an entry up to its type; the members stand in a fixed order. */
const TYPE = /^\{"v":2,"seq":\d+,"prev":"[0-9a-f]*","time":"([^"]*)","type":"([a-z-]+)"/;
const HEAD_BYTES = 200;

/** The rows in order of `seq`. Lines that are no entries are left out: `regent evidence verify` names them. */
export async function* scanRows(
  segments: readonly SegmentFile[],
  filter: Filter,
  progress: ScanProgress = () => undefined,
): AsyncGenerator<Row, void> {
  const found = new Pending();
  const wanted = new Set(filter.types ?? DEFAULT_TYPES);
  const matches = matcherOf(filter);
  const of = segments.reduce((sum, { bytes }) => sum + bytes, 0);
  let before = 0;
  let entries = 0;
  let left = filter.limit ?? Infinity;
  for (const segment of segments) {
    const lines = readLines(pathOf(segment), (bytes, _, lines) =>
      progress(before + bytes, of, entries + lines),
    );
    for await (const { bytes } of lines) {
      entries += 1;
      const type = TYPE.exec(bytes.toString('latin1', 0, HEAD_BYTES))?.[2] ?? '';
      const isOutcome = type === 'outcome' && found.waits;
      if (!isOutcome && (left === 0 || !wanted.has(type))) continue;
      const entry = parse(bytes);
      if (entry === undefined) continue;
      const row = extract(entry);
      if (isOutcome) found.complete(intentOf(entry), row);
      if (left > 0 && wanted.has(type) && matches(row)) {
        found.add(row);
        left -= 1;
      }
      yield* found.ready();
      if (left === 0 && !found.waits) return;
    }
    before += segment.bytes;
  }
  yield* found.rest();
}

/** Where the segment lies now: it may have been packed since it was listed. */
function pathOf({ path, first }: SegmentFile): string {
  return existsSync(path) ? path : segmentAt(dirname(path), first, 'packed').path;
}

function parse(bytes: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString());
    return value as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/** Rows that wait for an outcome, and those behind them. */
class Pending {
  /** In order of `seq`. */
  readonly #rows = new Map<number, Row>();
  readonly #open = new Set<number>();

  get waits(): boolean {
    return this.#open.size > 0;
  }

  add(row: Row): void {
    this.#rows.set(row.seq, row);
    if (row.type === 'intent') this.#open.add(row.seq);
  }

  complete(intent: number | undefined, outcome: Row): void {
    const row = intent === undefined ? undefined : this.#rows.get(intent);
    if (row === undefined || !this.#open.delete(row.seq)) return;
    row.outcome = outcome.seq;
    for (const name of OUTCOME_COLUMNS) Object.assign(row, { [name]: outcome[name] });
  }

  /** Those before the first that waits. */
  *ready(): Generator<Row> {
    for (const [seq, row] of this.#rows) {
      if (this.#open.has(seq)) return;
      this.#rows.delete(seq);
      yield row;
    }
  }

  *rest(): Generator<Row> {
    yield* this.#rows.values();
  }
}

function matcherOf(filter: Filter): (row: Row) => boolean {
  const { identity, from = -Infinity, to = Infinity } = filter;
  const exchanges = filter.exchanges && new Set(filter.exchanges);
  const equal = (['issuer', 'connection', 'action', 'approval', 'session'] as const).filter(
    (name) => filter[name] !== undefined,
  );
  return (row) => {
    const time = Date.parse(row.time);
    return (
      time >= from &&
      time <= to &&
      equal.every((name) => row[name] === filter[name]) &&
      (identity === undefined ||
        row.subject === identity ||
        row.by === identity ||
        row.actors?.includes(identity) === true) &&
      (exchanges === undefined || exchanges.has(row.id ?? ''))
    );
  };
}
