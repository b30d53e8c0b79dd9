/** The three forms of a report. */
import { formatMarkdown } from './format-markdown.ts';
import { formatTable } from './format-table.ts';
import type { Report } from './types.ts';

/** What `--format` takes. */
export const FORMATS = ['table', 'json', 'markdown'] as const;

/** One of them. */
export type Format = (typeof FORMATS)[number];

/** The report in the form, ended by a line feed. */
export function formatReport(report: Report, format: Format): string {
  if (format === 'json') return `${JSON.stringify(report, undefined, 2)}\n`;
  return format === 'markdown' ? formatMarkdown(report) : formatTable(report);
}
