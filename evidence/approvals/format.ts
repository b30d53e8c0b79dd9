/** Checked approvals for a terminal. */
import { showPlain } from '../../bundles/impact/show.ts';
import type { CheckedApprovals } from './checker.ts';

/** Faults that are shown; the JSON has all. */
const SHOWN = 20;
const WIDTH = 200;

/** The report as text, ended by a line feed. */
export function formatApprovals(checked: CheckedApprovals): string {
  const { approvals, decisions, proved, looks, used, closed, faults } = checked;
  const verdict = faults.length > 0 ? `${faults.length} THINGS DO NOT FIT` : 'all of them fit';
  const lines = [
    `Approvals: ${verdict}`,
    '',
    `  approvals                               ${approvals}`,
    `  decisions of people                     ${decisions}`,
    `  of these proved by their passkey        ${proved}`,
    `  looks at the world for them             ${looks}`,
    `  requests that were forwarded on one     ${used}`,
    `  steps that are erased or without a key  ${closed}`,
    ...faults
      .slice(0, SHOWN)
      .map(({ seq, approval, what }) => showPlain(`entry ${seq}  ${approval}: ${what}`, WIDTH)),
  ];
  return `${lines.join('\n')}\n`;
}
