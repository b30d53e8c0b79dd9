import type { BundleClient } from '../../bundles/server/client.ts';
import type { HistoryEntry } from '../../bundles/server/history.ts';

/** A client of a server that has only ever had these bytes, which it calls `rev-1`, and takes no change. */
export function changeless(bytes: Buffer, digest: string): BundleClient {
  const entry: HistoryEntry = {
    at: '2026-01-01T00:00:00.000Z',
    by: 'a',
    allowed_by: [],
    action: 'publish',
    digest,
    revision: 'rev-1',
    sequence: 1,
    expires: '2027-01-01T00:00:00.000Z',
    source: { repository: '', commit: '' },
    signed_by: 'key-1',
    reason: '',
  };
  return {
    list: async () => [{ name: 'staging', current: entry }],
    history: async () => [entry],
    fetch: async () => bytes,
    change: () => Promise.reject(new Error('something was signed')),
  };
}
