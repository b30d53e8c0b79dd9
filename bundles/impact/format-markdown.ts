/** The report as a comment on a pull request, in GitHub Flavored Markdown. */
import { KINDS } from './kinds.ts';
import { showCode } from './show.ts';
import { count, describeVerdict, summarise } from './summarise.ts';
import type { Group, KindReport, Report } from './types.ts';

/** Groups of each kind that are shown: GitHub takes comments of 65,536 characters. */
const SHOWN = 8;

/** Columns of a cell's text. */
const CELL = 60;

/** The report, ended by a line feed; fit for a comment. */
export function formatMarkdown(report: Report): string {
  const { candidate, against, verdict } = report;
  const lines = [
    `### Policy impact: ${describeVerdict(report)}`,
    '',
    `Candidate ${showCode(candidate.source, CELL)} ${showCode(candidate.revision, CELL)} ` +
      `against ${showCode(against.source, CELL)}.`,
    '',
    ...summarise(report, showCode).map((sentence) => `- ${sentence}`),
    '',
    ...verdict.reasons.map((reason) => `**Failed** ${reason}.\n`),
    ...report.changes.flatMap((change) => formatKind(change)),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function formatKind({ kind, effect, records, groups, other }: KindReport): string[] {
  const shown = groups.slice(0, SHOWN).map((group) => formatGroup(group));
  const more = groups.length - shown.length;
  return [
    `#### ${KINDS[kind][1]} (${effect}): ${count(records)}`,
    '',
    '| count | identity | connection | rules before → after | change | example |',
    '| --: | --- | --- | --- | --- | --- |',
    ...shown,
    '',
    ...(more > 0 ? [`${count(more)} more groups: \`--format json\` has them all.`, ''] : []),
    ...(other > 0 ? [`${count(other)} more changes are not in groups.`, ''] : []),
  ];
}

function formatGroup(group: Group): string {
  const { records, identity, connection, reasons, mask, fault, example } = group;
  const { id, time, method, target, incomplete } = example;
  const cells = [
    count(records),
    `${showCode(identity.subject, CELL)} of ${showCode(identity.issuer, CELL)}`,
    showCode(connection, CELL),
    `${showCode(reasons.before.join(', '), CELL)} → ${showCode(reasons.after.join(', '), CELL)}`,
    mask
      ? showCode(`${mask.path}: ${mask.before} → ${mask.after}`, CELL)
      : showCode(fault ?? '', CELL),
    `${showCode(`${method} ${target}`, CELL)} ${showCode(time, 30)} ${showCode(id, 40)}` +
      (incomplete ? ' (incomplete)' : ''),
  ];
  return `| ${cells.join(' | ')} |`;
}
