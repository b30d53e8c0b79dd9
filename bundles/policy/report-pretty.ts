import type { Finding, Report } from './findings.ts';
import { inOrder, isGood, isNote } from './findings.ts';
import { plainLine } from './plain.ts';

/** For people: a line for each finding, what belongs to it below, and a summary. */
export function reportPretty(report: Report): string {
  const lines = inOrder(report.findings).flatMap((finding) => {
    const { code, message, details = [] } = finding;
    const first = `${placeOf(finding)}${isNote(finding) ? 'note: ' : ''}${message} [${code}]`;
    return [first].concat(details.map((line) => `    ${line}`));
  });
  return `${[...lines, summarise(report)].map(plainLine).join('\n')}\n`;
}

/** One line, such as `policy test policies: 32 run, 100 % of the lines covered: good`. */
export function summarise(report: Report): string {
  const { command, dir, cases, coverage, findings } = report;
  const faults = findings.filter((finding) => !isNote(finding)).length;
  const covered = coverage === undefined ? '' : `, ${coverage} % of the lines covered`;
  const end = isGood(report) ? 'good' : `${faults} to mend`;
  return `${command} ${dir}: ${cases.length} run${covered}: ${end}`;
}

function placeOf({ file, line, column }: Finding): string {
  if (file === undefined) return '';
  return `${[file, line, column].filter((part) => part !== undefined).join(':')}: `;
}
