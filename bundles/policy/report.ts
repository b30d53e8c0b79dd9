/** Writes a report in one of the formats that people and CI systems read. */
import { relative, resolve, sep } from 'node:path';
import type { Report } from './findings.ts';
import { plainJson } from './plain.ts';
import { reportGithub } from './report-github.ts';
import { reportJunit } from './report-junit.ts';
import { reportPretty } from './report-pretty.ts';
import { reportSarif } from './report-sarif.ts';

/** The formats by name. */
export const FORMATS = {
  pretty: reportPretty,
  json: plainJson,
  junit: reportJunit,
  sarif: reportSarif,
  github: reportGithub,
} as const satisfies Record<string, (report: Report) => string>;

/** The name of a format. */
export type Format = keyof typeof FORMATS;

/** The report's text in the format; it ends with a line feed. File names are relative to the working directory. */
export function writeReport(report: Report, format: Format): string {
  return FORMATS[format]({
    ...report,
    dir: fromHere(report.dir),
    findings: report.findings.map((finding) => withFile(finding)),
    cases: report.cases.map((one) => withFile(one)),
  });
}

function withFile<T extends { file?: string }>(item: T): T {
  return item.file === undefined ? item : { ...item, file: fromHere(item.file) };
}

/** A file below the working directory is named from there, as CI systems name it. */
function fromHere(file: string): string {
  const name = relative('.', resolve(file));
  return name === '..' || name.startsWith(`..${sep}`) ? file : name || '.';
}
