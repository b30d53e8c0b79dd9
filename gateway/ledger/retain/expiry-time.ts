/** When a segment may be removed. */
import type { RetentionRule } from '../contract.ts';
import { parseLine } from '../entry.ts';
import { readLines, type Segment } from '../segments.ts';
import type { SegmentFacts } from './segment-facts.ts';

/**
 * When every entry of the segment, and every later one of its exchanges, is past its time; Infinity where one is to
 * be kept for ever, or an exchange is not over. `later` are the segments behind, in order. Times in milliseconds.
 */
export async function expiryTime(
  facts: Omit<SegmentFacts, 'bodies'>,
  later: readonly Segment[],
  rules: readonly RetentionRule[],
): Promise<number> {
  const general = rules.find(({ connection }) => connection === undefined)?.keep;
  const keepOf = (name: string): number =>
    rules.find(({ connection }) => connection === name)?.keep ?? general ?? Infinity;
  const times = [...(await followOpen(facts, later))].map(([name, time]) => time + keepOf(name));
  // A request whose connection is not known here is kept as long as any.
  const most = general === undefined ? Infinity : Math.max(...rules.map(({ keep }) => keep));
  if (facts.unknown !== undefined) times.push(facts.unknown + most);
  // What belongs to no request follows the general rule, and without one whatever stands beside it.
  return Math.max(facts.to + (general ?? 0), ...times);
}

/** The latest time of each connection, with the outcomes that stand in later segments: their keys are in this one. */
async function followOpen(
  facts: Omit<SegmentFacts, 'bodies'>,
  later: readonly Segment[],
): Promise<Map<string, number>> {
  const times = new Map(facts.connections);
  const open = new Map(facts.open);
  for (const segment of later) {
    if (open.size === 0) return times;
    for await (const { seq, time } of readOutcomes(segment)) {
      const connection = open.get(seq);
      if (connection !== undefined) times.set(connection, Math.max(times.get(connection)!, time));
      open.delete(seq);
    }
  }
  for (const connection of open.values()) times.set(connection, Infinity);
  return times;
}

async function* readOutcomes(segment: Segment): AsyncGenerator<{ seq: number; time: number }> {
  for await (const { bytes } of readLines(segment)) {
    const { type, time = '', data } = parseLine(bytes) ?? {};
    if (type === 'outcome')
      yield { seq: (data as { intent: number }).intent, time: Date.parse(time) };
  }
}
