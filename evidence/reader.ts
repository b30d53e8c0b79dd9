/** What the auditor's commands read a ledger by. */
import type { LedgerEntry } from '../gateway/types.ts';

/** Which entries: sequence numbers and times are inclusive, times in milliseconds since the epoch. */
export interface Range {
  from?: number;
  to?: number;
  fromTime?: number;
  toTime?: number;
}

/** What a sealed part holds, or why it cannot be read. */
export type Opened =
  { state: 'open'; sealed: Record<string, unknown> } | { state: 'erased' | 'no-key' | 'none' };

export interface Reader {
  entries(range?: Range): AsyncGenerator<{ line: Buffer; entry: LedgerEntry }>;
  open(entry: LedgerEntry): Promise<Opened>;
  body(
    entry: LedgerEntry,
    which: 'request' | 'response',
  ): Promise<AsyncIterable<Buffer> | undefined>;
}
