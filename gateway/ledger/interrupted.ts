import { serialiseEntry, type Unchained } from './entry.ts';
import type { OpenIntent } from './intent-book.ts';

/** The outcome of an intent whose own outcome is not known. */
export function interruptedOutcome(time: string, { id, seq, key }: OpenIntent): Unchained {
  return serialiseEntry(time, 'outcome', {
    id,
    ...(key !== undefined && { key }),
    intent: seq,
    status: 0,
    masks: [],
    bytes: 0,
    duration_ms: 0,
    error: 'interrupted',
  });
}
