/** Chooses among lines that claim to be the same entry, and names those that are missing or not as they were. */
import type { Fault } from '../faults.ts';
import type { Line, Surroundings } from './types.ts';

/** Of each entry the line that is it; from the last to the first, since each entry knows the one before. */
export function chooseEntries(
  lines: Line[],
  segment: Surroundings,
  end: number,
  expected: Map<number, Buffer>,
  faults: Fault[],
): (Line | undefined)[] {
  const { file, first, next } = segment;
  const claims = Map.groupBy(
    lines.filter(({ seq }) => seq !== undefined),
    ({ seq }) => seq!,
  );
  const chosen: (Line | undefined)[] = [];
  // What the entry behind says of this one, and whether something else vouches for that entry.
  let prev = next?.prev;
  let sure = false;
  for (let seq = end - 1; seq >= first; seq -= 1) {
    const tile = expected.get(seq)?.toString('hex');
    const candidates = claims.get(seq) ?? [];
    const known = [tile, prev].filter((leaf) => leaf !== undefined);
    const good = candidates.find(({ leaf }) => known.includes(leaf.toString('hex')));
    const line = good ?? candidates[0];
    for (const other of candidates)
      if (other !== line) faults.push({ fault: 'repeated', file, line: other.number, seq });
    if (line === undefined) {
      noteMissing(faults, file, seq);
    } else if (good === undefined && (tile !== undefined || (prev !== undefined && sure))) {
      const fault = line.envelope === undefined ? 'unreadable' : 'altered';
      faults.push({ fault, file, line: line.number, seq });
    } else if (good === undefined && line.envelope === undefined) {
      faults.push({ fault: 'unreadable', file, line: line.number, seq });
    } else if (good === undefined && line.envelope?.seq !== seq) {
      faults.push({ fault: 'altered', file, line: line.number, seq });
    } else if (good === undefined && prev !== undefined) {
      faults.push({ fault: 'altered-or-next', file, line: line.number, seq });
    }
    if (good === undefined && known[0] !== undefined)
      expected.set(seq, Buffer.from(known[0], 'hex'));
    // Nothing vouches for the last entry of all but that it knows the one before.
    if (good && !sure && prev !== undefined && prev !== good.leaf.toString('hex') && seq + 1 < end)
      faults.push({ fault: 'altered', file, seq: seq + 1 });
    sure = good !== undefined;
    prev = line?.envelope?.seq === seq ? line.envelope.prev : undefined;
    if (good === undefined && known.length > 0 && tile !== undefined) prev = undefined;
    chosen.push(line);
  }
  return chosen.toReversed();
}

/** Missing entries that follow one another are one fault. They come from the last to the first. */
function noteMissing(faults: Fault[], file: string, seq: number): void {
  const last = faults.at(-1);
  if (last?.fault === 'missing' && last.seq === seq + 1) {
    last.to ??= last.seq;
    last.seq = seq;
  } else faults.push({ fault: 'missing', file, seq });
}
