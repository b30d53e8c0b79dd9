/** A replay for a terminal. */
import { showPlain } from '../../bundles/impact/show.ts';
import type { Replay } from './types.ts';

/** Differences that are shown; the JSON has the first thousand. */
const SHOWN = 20;
const WIDTH = 200;

/** The report as text, ended by a line feed. */
export function formatReplay(replay: Replay): string {
  const { reproduced, different, differences, guarded, unreachable, erased, locked } = replay;
  const verdict =
    different > 0
      ? `${count(different)} DECISIONS ARE NOT REACHED AGAIN`
      : 'every decision that can be replayed is reached again';
  const lines = [
    `Replay: ${verdict}`,
    '',
    `  reached again                      ${count(reproduced)}`,
    `  different                          ${count(different)}`,
    `  denied without asking the policy   ${count(guarded)}`,
    `  denied, bundle server not reached  ${count(unreachable)}`,
    `  erased                             ${count(erased)}`,
    `  without a key at hand              ${count(locked)}`,
    `  refused before a decision          ${count(replay.undecided)}`,
    ...differences
      .slice(0, SHOWN)
      .flatMap(({ seq, id, time, why, recorded, again }) => [
        '',
        showPlain(`entry ${String(seq)}  ${time}  ${id}: ${why}`, WIDTH),
        describeDecisions(recorded, again),
      ])
      .flat(),
  ];
  return `${lines.join('\n')}\n`;
}

function describeDecisions(recorded: unknown, again: unknown): string[] {
  if (recorded === undefined) return [];
  return [
    showPlain(`  recorded ${JSON.stringify(recorded)}`, WIDTH),
    showPlain(`  again    ${JSON.stringify(again)}`, WIDTH),
  ];
}

function count(number: number): string {
  return number.toLocaleString('en');
}
