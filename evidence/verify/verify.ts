/** Verifies a ledger offline: docs/ledger-format.md, "Verifying". Needs public keys only. */
import { CheckAhead } from './check-ahead.ts';
import { listSegments, sizeOf } from './files.ts';
import { timeOfEntry } from './entry-at.ts';
import { readKept } from './kept.ts';
import { openPool } from './pool.ts';
import type { Verification, VerifyOptions } from './types.ts';
import { WholeLedger } from './whole-ledger.ts';

/**
 * Verifies a ledger. Rejects with a NoteError where a key or a kept checkpoint cannot be read, and with Node's error where
 * a file cannot.
 */
export async function verifyLedger(options: VerifyOptions): Promise<Verification> {
  const segments = listSegments(options.dir);
  const ledger = new WholeLedger(options, segments[0]?.first ?? 0);
  const kept = readKept(options, ledger.keys);
  const bytes = segments.map(({ file }) => (file === undefined ? 0 : sizeOf(options.dir, file)));
  const total = bytes.reduce((sum, size) => sum + size, 0);
  const pool = openPool(total, segments.length);
  const checks = new CheckAhead({ pool, segments, base: () => ledger.jobBase(kept) });
  try {
    let done = 0;
    // Not `entries()`: segments are added while a gateway writes.
    for (let at = 0; at < segments.length; at += 1) {
      const report = await checks.report(at);
      const segment = segments[at]!;
      if (report) ledger.take(segment, report, at < segments.length - 1);
      else ledger.takeExpired(segment, segments[at + 1]?.first, kept);
      done += bytes[at] ?? 0;
      options.progress?.(done, total);
    }
    const found = ledger.end(kept, segments.length);
    if (found.behind === 0) return found;
    const since = await timeOfEntry(options.dir, segments, found.end - found.behind);
    return { ...found, ...(since !== undefined && { since }) };
  } finally {
    await pool.close();
  }
}
