/** The reconciliation for a terminal. */
import { showPlain } from '../../bundles/impact/show.ts';
import type { Reconciliation } from './reconcile.ts';
import type { LoggedRequest } from './types.ts';
import { toTime } from '../../gateway/to-time.ts';

/** Findings of each kind that are shown; the JSON has all. */
const SHOWN = 50;
const WIDTH = 100;

/** The report as text, ended by a line feed. */
export function formatReconciliation(found: Reconciliation): string {
  const { counts, span } = found;
  const { certain, strong, likely, possible } = counts.matched;
  const matched = certain + strong + likely + possible;
  const period = span ? `${toTime(span.from)} to ${toTime(span.to)}` : 'empty';
  const lines = [
    `Reconciliation: ${found.clean ? 'everything is accounted for' : 'NOT EVERYTHING IS ACCOUNTED FOR'}`,
    '',
    `log       ${period}, format ${found.format}: ${plural(counts.lines, 'request')}, ${String(counts.ignored)} ignored`,
    `ledger    ${plural(counts.requests - counts.probes, 'forwarded request')}, ${plural(counts.probes, 'probe')}, ${String(counts.outside)} outside the log's time`,
    `matched   ${String(matched)}: ${String(certain)} certain (decision id), ${String(strong)} strong (trace), ` +
      `${String(likely)} likely (alone in method, target, status and time), ${String(possible)} possible`,
    ...section('REACHED THE UPSTREAM WITHOUT PASSING REGENT', found.bypassed.map(describeLine)),
    ...section('ARE OF A TIME THAT THE RECORD DOES NOT HAVE', found.uncovered.map(describeLine)),
    ...section(
      'USED A DECISION AGAIN',
      found.repeated.map(
        ({ line, seq }) => `${describeLine(line)} (decision of entry ${String(seq)})`,
      ),
    ),
    ...section(
      'ARE NOT WHAT WAS DECIDED',
      found.differing.map(
        ({ line, seq, differs }) =>
          `line ${String(line)} and entry ${String(seq)} differ in ${differs.join(', ')}`,
      ),
    ),
    ...section(
      'INTENTS AND PROBES WITHOUT EFFECT',
      found.absent.map(({ request: { seq, id, start, method, target, probe }, why }) => {
        const what = `${method} ${target ?? '(erased or without key)'}${probe ? ' (probe)' : ''}`;
        return `entry ${String(seq)}  ${toTime(start)}  ${id}  ${what}${why === undefined ? '' : ` (explained: ${why})`}`;
      }),
    ),
    ...section(
      'LINES THAT CANNOT BE READ',
      found.unread.map(({ line, why }) => `line ${String(line)}: ${why}`),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function section(title: string, items: readonly string[]): string[] {
  if (items.length === 0) return [];
  const shown = items.slice(0, SHOWN).map((item) => `  ${showPlain(item, WIDTH * 2)}`);
  const more = items.length - shown.length;
  return [
    '',
    `${title}: ${String(items.length)}`,
    ...shown,
    ...(more > 0 ? [`  ${String(more)} more: --json has them all`] : []),
  ];
}

function describeLine({ line, time, method, target, status }: LoggedRequest): string {
  const what = method === '' ? `(no request) ${target}` : `${method} ${target}`;
  return `line ${String(line)}  ${toTime(time)}  ${what}  ${String(status)}`;
}

function plural(count: number, what: string): string {
  return `${String(count)} ${what}${count === 1 ? '' : 's'}`;
}
