/** The sentences that stand above the groups, the same in every format for people. */
import type { Report } from './types.ts';

/** Writes a text that is not Regent's own, at most `width` columns. */
export type Show = (text: string, width: number) => string;

/** Sentences, one an item; `show` writes what comes from outside. */
export function summarise(report: Report, show: Show): string[] {
  const { records, against, baseline, broken } = report;
  const lines = [
    `${count(records.compared)} recorded decisions compared, ${against.from ?? ''} to ${against.to ?? ''}: ` +
      `${count(records.changed)} change, ${count(records.unchanged)} do not.`,
  ];
  if (records.incomplete > 0) {
    lines.push(
      `${count(records.incomplete)} of them are incomplete: their input was masked or erased in part. ` +
        'Changes among them may be false, and others may be missing.',
    );
  }
  if (records.still_failing > 0) {
    lines.push(
      `In ${count(records.still_failing)} the candidate fails as the recorded policy did.`,
    );
  }
  if (baseline !== undefined) lines.push(describeBaseline(baseline, records.compared, show));
  const leftOut = [
    [records.not_comparable, 'whose recorded decision was masked'],
    [records.erased, 'erased for a data subject'],
    [records.older, 'older than --since'],
    [records.other, 'that are no decisions of regent/decision'],
  ] as const;
  for (const [number, what] of leftOut) {
    if (number > 0) lines.push(`Left out: ${count(number)} records ${what}.`);
  }
  if (records.broken > 0) lines.push(`Left out: ${count(records.broken)} broken records, such as`);
  for (const { file, line, why } of broken) {
    lines.push(`${show(file, 60)}, line ${String(line)}: ${why}`);
  }
  return lines;
}

/** `loosens 12, fails 0, tightens 3`, for a title. */
export function describeVerdict({ verdict, changes }: Report): string {
  if (changes.length === 0) return 'no decision changes';
  const words = { loosens: 'loosens', faults: 'fails', tightens: 'tightens', rewords: 'rewords' };
  const effects = [...new Set(changes.map(({ effect }) => words[effect]))];
  return `the candidate ${effects.join(', ')}${verdict.failed ? ' (a threshold is met)' : ''}`;
}

/** A number with separators of thousands. */
export function count(number: number): string {
  return number.toLocaleString('en');
}

function describeBaseline(
  baseline: NonNullable<Report['baseline']>,
  compared: number,
  show: Show,
): string {
  const { reproduced, not_reproduced: other } = baseline;
  const share = `The baseline reproduces ${count(reproduced)} of ${count(compared)}`;
  if (other === undefined) return `${share}.`;
  return (
    `${share}; not, for example, ${show(other.id, 40)}. ` +
    'Where it does not, the record or the baseline is not what decided, and changes may be false.'
  );
}
