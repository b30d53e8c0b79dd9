import { digestOf } from '../../bundles/digest.ts';
import type { HistoryEntry } from '../../bundles/server/history.ts';

/** An entry of a history for these bytes, which became a channel's at `at`. */
export function entryOf(
  bytes: Buffer,
  sequence: number,
  at: Date = new Date('2026-01-01'),
): HistoryEntry {
  return {
    at: at.toISOString(),
    by: 'a',
    allowed_by: [],
    action: 'publish',
    digest: digestOf(bytes),
    revision: `rev-${sequence}`,
    sequence,
    expires: '2027-01-01T00:00:00.000Z',
    source: { repository: '', commit: '' },
    signed_by: 'k',
    reason: '',
  };
}
