import { isUtf8 } from 'node:buffer';
import { unmaskable } from './unmaskable.ts';

/** A cell; `start` and `end` enclose all its bytes, quotes included. */
export interface Cell {
  value: string;
  start: number;
  end: number;
}

const CR = 0x0d;
const LF = 0x0a;
const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;

/**
 * Takes a row apart (RFC 4180 section 2), its line end included, which only the `last` one may lack.
 * Throws a Refusal for what that grammar does not know: a quote in a cell that does not start with
 * one, anything after the closing one, a carriage return alone; and for a backslash before a quote,
 * with which other dialects keep it from closing.
 */
export function readCells(row: Buffer, last: boolean): Cell[] {
  if (!isUtf8(row)) throw broken();
  const end = findContentEnd(row, last);
  const cells: Cell[] = [];
  for (let at = 0; ; at += 1) {
    const cell = row[at] === QUOTE ? readQuoted(row, at, end) : readPlain(row, at, end);
    cells.push(cell);
    at = cell.end;
    if (at >= end) return cells;
    if (row[at] !== COMMA) throw broken();
  }
}

function findContentEnd(row: Buffer, last: boolean): number {
  if (row.at(-1) !== LF) {
    if (!last) throw broken();
    return row.length;
  }
  return row.at(-2) === CR ? row.length - 2 : row.length - 1;
}

function readPlain(row: Buffer, start: number, limit: number): Cell {
  let end = start;
  for (; end < limit && row[end] !== COMMA; end += 1) {
    if (row[end] === QUOTE || row[end] === CR || row[end] === LF) throw broken();
  }
  return { value: row.toString('utf8', start, end), start, end };
}

function readQuoted(row: Buffer, start: number, limit: number): Cell {
  for (let at = start + 1; at < limit; at += 1) {
    if (row[at] !== QUOTE) continue;
    if (row[at - 1] === BACKSLASH) throw broken();
    if (at + 1 < limit && row[at + 1] === QUOTE) {
      at += 1;
    } else {
      const value = row.toString('utf8', start + 1, at).replaceAll('""', '"');
      return { value, start, end: at + 1 };
    }
  }
  throw broken();
}

/**
 * A cell of a text, quoted where the text needs it and not as the cell was before, which would tell
 * of its value. The only cell of a row is never without bytes: readers skip blank lines.
 */
export function writeCell(text: string, columns: number): string {
  const mustQuote = /[",\r\n]|^\s|\s$/.test(text) || (text === '' && columns === 1);
  return mustQuote ? `"${text.replaceAll('"', '""')}"` : text;
}

function broken(): Error {
  return unmaskable('The response is not CSV that all readers read alike.');
}
