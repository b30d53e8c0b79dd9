/** Rows as CSV (RFC 4180), safe to open in a spreadsheet. */
import { COLUMNS } from './extract.ts';
import type { Row } from './types.ts';

/** The first line: the columns' names. */
export const CSV_HEAD = `${COLUMNS.join(',')}\r\n`;

/** A row. Lists have a blank between their items; what is null is empty. */
export function formatCsv(row: Row): string {
  const cells = COLUMNS.map((name) => {
    const value = row[name];
    if (value === null) return '';
    return typeof value === 'number'
      ? String(value)
      : quote(Array.isArray(value) ? value.join(' ') : value);
  });
  return `${cells.join(',')}\r\n`;
}

/**
 * Text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, "CSV Injection"): a subject or a method
 * is chosen by others. JSON and Parquet have it as it is.
 */
function quote(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
