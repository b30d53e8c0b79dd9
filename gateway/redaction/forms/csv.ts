import type { BodyMasker } from '../contract.ts';
import { readCells, writeCell, type Cell } from './csv-cells.ts';
import { maskByUnit } from './mask-by-unit.ts';
import type { FormOptions } from './mask-document.ts';
import { maskRecord } from './mask-record.ts';
import { unmaskable } from './unmaskable.ts';

const LF = 0x0a;
const QUOTE = 0x22;
const BOM = Buffer.from('\u{feff}');

/** Settings of the masking of CSV. */
export interface CsvOptions extends FormOptions {
  /** The columns that the masks name (`readRowColumns`), at least one: the header row must have all. */
  columns: readonly string[];
}

/**
 * Masks CSV (RFC 4180), each row as the JSON document `[{"column": "cell", …}]`. A row leaves with
 * its line end. A removed cell becomes empty, so that the columns stay; a removed row goes. As the
 * first row is taken for the names of the columns and leaves as it came, it is refused where it
 * lacks one that a mask names: then it may be a row of data.
 */
export function maskCsv({ makeDocument, columns, limit }: CsvOptions): BodyMasker {
  if (columns.length === 0) throw unmaskable('No mask names a column of the CSV.');
  let names: string[] | undefined;
  return maskByUnit(
    {
      findEnd: createRowFinder(),
      maskUnit: (row, last) => {
        if (row.length === 0) return row;
        if (!names) {
          names = readNames(row, last, columns);
          return row;
        }
        return maskRow(row, readCells(row, last), names, makeDocument);
      },
    },
    limit,
  );
}

/** Finds the newlines that stand in no quotes; a doubled quote closes and opens them again. */
function createRowFinder(): (chunk: Buffer, from: number) => number {
  let quoted = false;
  return (chunk, from) => {
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (byte === QUOTE) quoted = !quoted;
      else if (byte === LF && !quoted) return at + 1;
    }
    return -1;
  };
}

function readNames(row: Buffer, last: boolean, columns: readonly string[]): string[] {
  const marked = row.subarray(0, BOM.length).equals(BOM);
  const names = readCells(marked ? row.subarray(BOM.length) : row, last).map(({ value }) => value);
  const known = new Set(names);
  if (known.size < names.length) throw unmaskable('The CSV has two columns of one name.');
  if (!columns.every((column) => known.has(column))) {
    throw unmaskable('The first row of the CSV lacks a column that a mask names.');
  }
  return names;
}

function maskRow(
  row: Buffer,
  cells: readonly Cell[],
  names: readonly string[],
  makeDocument: FormOptions['makeDocument'],
): Buffer {
  if (cells.length !== names.length) {
    throw unmaskable('A row of the CSV has not as many cells as the first.');
  }
  const fields = cells.map(({ value }, index) => ({ name: names[index]!, value }));
  const outcomes = maskRecord(makeDocument, fields, true);
  if (!outcomes) return Buffer.alloc(0);
  const pieces: Buffer[] = [];
  let copied = 0;
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome === 'kept') continue;
    const { start, end } = cells[index]!;
    const text = writeCell(outcome === 'removed' ? '' : outcome.text, cells.length);
    pieces.push(row.subarray(copied, start), Buffer.from(text));
    copied = end;
  }
  pieces.push(row.subarray(copied));
  return Buffer.concat(pieces);
}
