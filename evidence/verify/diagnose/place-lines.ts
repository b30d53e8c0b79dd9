/** Says of lines which entries they are. */
import { MAX_FAULTS, type Fault } from '../faults.ts';
import type { Line, Surroundings } from './types.ts';

/** Takes lines for the entries whose places they hold, where what they say of themselves cannot be. */
export function placeLines(
  lines: Line[],
  segment: Surroundings,
  expected: Map<number, Buffer>,
  faults: Fault[],
): void {
  const { file, first, next } = segment;
  const claimed = new Set(lines.map(({ seq }) => seq));
  const isBehind = (seq: number): boolean => next !== undefined && seq >= next.first;
  for (const [at, line] of lines.entries()) {
    const before = lines[at - 1];
    const place = at === 0 ? first : before!.seq === undefined ? undefined : before!.seq + 1;
    const { seq } = line;
    if (seq !== undefined && isVouchedFor(line, lines[at + 1], expected)) {
      if (seq >= first && !isBehind(seq)) continue;
      faults.push({ fault: 'wrong-segment', file, line: line.number, seq });
      delete line.seq;
      continue;
    }
    if (seq !== undefined && (seq === place || seq === first) && !isBehind(seq)) continue;
    if (place !== undefined && !claimed.has(place) && !isBehind(place)) {
      line.seq = place;
      claimed.add(place);
    } else if (seq === undefined) {
      faults.push({ fault: 'not-an-entry', file, line: line.number });
    } else if (seq < first || isBehind(seq)) {
      faults.push({ fault: 'wrong-segment', file, line: line.number, seq });
      delete line.seq;
    }
    if (faults.length > MAX_FAULTS) return;
  }
}

function isVouchedFor(
  { seq, leaf }: Line,
  behind: Line | undefined,
  expected: Map<number, Buffer>,
): boolean {
  return (
    expected.get(seq!)?.equals(leaf) === true ||
    (behind?.envelope?.seq === seq! + 1 && behind.envelope.prev === leaf.toString('hex'))
  );
}
