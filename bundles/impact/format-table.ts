/** The report for a terminal of 100 columns. */
import { KINDS } from './kinds.ts';
import { showPlain, widthOf } from './show.ts';
import { count, describeVerdict, summarise } from './summarise.ts';
import type { Group, KindReport, Report } from './types.ts';

const WIDTH = 100;

/** Groups of each kind that are shown; the JSON has all. */
const SHOWN = 20;

/** Columns of count, identity and connection, with two spaces between. */
const COLUMNS = [9, 60, 27] as const;

/** Of one side's rules. */
const RULES = 39;

/** The report as text, ended by a line feed. */
export function formatTable(report: Report): string {
  const { candidate, against, verdict } = report;
  const lines = [
    `Impact: ${describeVerdict(report)}`,
    '',
    `candidate  ${showPlain(candidate.source, 60)}  ${showPlain(candidate.revision, 25)}`,
    `against    ${showPlain(against.source, 87)}`,
    '',
    ...summarise(report, showPlain).flatMap((sentence) => wrap(sentence)),
    ...report.changes.flatMap((change) => formatKind(change)),
    ...verdict.reasons.map((reason) => `FAILED ${reason}`),
  ];
  return `${lines.join('\n')}\n`;
}

function formatKind({ kind, effect, records, groups, other }: KindReport): string[] {
  const title = `${KINDS[kind][1]} (${effect}): ${count(records)}`;
  const head = formatRow(['count', 'identity', 'connection']);
  const lines = ['', title.toUpperCase(), head];
  for (const group of groups.slice(0, SHOWN)) lines.push(...formatGroup(group));
  if (groups.length > SHOWN) {
    lines.push(`  ${count(groups.length - SHOWN)} more groups: --format json has them all`);
  }
  if (other > 0) lines.push(`  ${count(other)} more changes are not in groups`);
  return [...lines, ''];
}

function formatGroup({
  records,
  identity,
  connection,
  reasons,
  mask,
  fault,
  example,
}: Group): string[] {
  const { id, time, method, target, incomplete } = example;
  const [before, after] = [reasons.before, reasons.after].map((rules) =>
    showPlain(rules.join(', '), RULES),
  );
  const lines = [
    formatRow([count(records), `${identity.subject} @ ${identity.issuer}`, connection]),
    indent(`rules ${before!} -> ${after!}`),
  ];
  if (mask) lines.push(indent(`${mask.path}: ${mask.before} -> ${mask.after}`));
  if (fault !== undefined) lines.push(indent(fault));
  const shown = `${id} ${time} ${method} ${target}`;
  return [...lines, indent(`e.g. ${incomplete ? '(incomplete) ' : ''}${shown}`)];
}

function formatRow(cells: readonly [string, string, string]): string {
  const padded = cells.map((cell, index) => {
    const width = COLUMNS[index]!;
    const shown = showPlain(cell, width);
    const space = ' '.repeat(width - widthOf(shown));
    return index === 0 ? space + shown : shown + space;
  });
  return padded.join('  ').trimEnd();
}

function indent(text: string): string {
  return `           ${showPlain(text, WIDTH - 11)}`;
}

/** Breaks a sentence at spaces. */
function wrap(sentence: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of sentence.split(' ')) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > WIDTH) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
