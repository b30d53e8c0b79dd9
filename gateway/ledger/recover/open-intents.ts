/** Finds the intents that have no outcome. */
import type { IntentData, OutcomeData } from '../../types.ts';
import { parseLine } from '../entry.ts';
import type { OpenIntent } from '../intent-book.ts';
import { listAllSegments, readLines, type Segment } from '../segments.ts';
import { entryCorruption } from './corruption.ts';

/**
 * The intents without an outcome, oldest first. A gateway writes `start` only when no intent
 * is open, so what lies before the last one is not read. Nor is what lies before a segment that was removed: that may have
 * had the outcome of an intent which stands beside what is kept longer.
 */
export async function findOpenIntents(dir: string): Promise<OpenIntent[]> {
  const all = await listAllSegments(dir);
  const segments = all.slice(all.findLastIndex(({ form }) => form === 'expired') + 1);
  let from = segments.length - 1;
  while (from > 0 && !(await holdsStart(segments[from]!))) from -= 1;
  const open = new Map<number, OpenIntent>();
  for (const segment of segments.slice(Math.max(from, 0))) {
    for await (const line of readLines(segment)) {
      if (!isOfInterest(line.bytes)) continue;
      const entry = parseLine(line.bytes);
      const place = segment.first + line.number - 1;
      if (entry === undefined) throw entryCorruption(segment, line.number, place, 'it is not JSON');
      if (entry.type === 'start') open.clear();
      else if (entry.type === 'intent') {
        const { id, session, key } = entry.data as IntentData;
        open.set(place, { id, seq: place, ...(session && { key: key ?? place }) });
      } else if (entry.type === 'outcome') open.delete((entry.data as OutcomeData).intent);
    }
  }
  return [...open.values()];
}

/** The first `"type":"` of a line is the entry's own: before it stand seq, prev and time only. */
const TYPE = '"type":"';

/** Saves parsing what is neither a start nor a part of an exchange; a line without a type is looked at. */
function isOfInterest(bytes: Buffer): boolean {
  const at = bytes.indexOf(TYPE);
  if (at < 0) return true;
  const type = bytes.toString('latin1', at + TYPE.length, at + TYPE.length + 7);
  return type.startsWith('start"') || type.startsWith('intent"') || type === 'outcome';
}

async function holdsStart(segment: Segment): Promise<boolean> {
  for await (const { bytes } of readLines(segment)) {
    const type = bytes.indexOf(TYPE);
    if (type >= 0 && bytes.indexOf('"type":"start"') === type) return true;
  }
  return false;
}
