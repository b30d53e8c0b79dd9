import { Refusal } from '../../errors.ts';
import type { HoldData } from '../../types.ts';
import type { Sighted } from './subject-index.ts';

/** Throws a Refusal `legal-hold` where a hold covers any of these. A hold keeps evidence whatever anybody asks (Article 17(3)(b) and (e) GDPR). */
export function refuseHeld(sighted: readonly Sighted[], holds: readonly HoldData[]): void {
  for (const hold of holds) {
    const held = sighted.filter((each) => covers(hold, each)).length;
    if (held === 0) continue;
    throw new Refusal(
      'legal-hold',
      `The legal hold ${hold.hold} keeps ${held} of the records: nothing was erased. Release it first.`,
    );
  }
}

function covers({ connection, from, to }: HoldData, sighted: Sighted): boolean {
  if (connection !== undefined && sighted.connection !== '' && connection !== sighted.connection) {
    return false;
  }
  const time = Date.parse(sighted.time);
  if (from !== undefined && time < Date.parse(from)) return false;
  return to === undefined || time <= Date.parse(to);
}
