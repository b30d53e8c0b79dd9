/** Opens the ledger. */
import { SetupError } from '../errors.ts';
import type { Ledger, LedgerOptions } from './contract.ts';
import { serialiseEntry } from './entry.ts';
import { FileLedger, interruptedOutcome } from './file-ledger.ts';
import { lockDirectory } from './lock.ts';
import { findEnd, findOpenIntents } from './recover.ts';
import { SegmentWriter } from './segment-writer.ts';
import { fileStorage } from './storage.ts';

export type { Ledger, LedgerEvent, LedgerOptions, LedgerStatus } from './contract.ts';

/**
 * Opens a ledger, recovering from a crash: cuts off an unfinished last line and closes the intents
 * that have no outcome. The caller then appends `start`.
 * Throws SetupError where the directory cannot be used, is in use, or is not as it was written.
 */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
  const { dir, storage = fileStorage, now = () => new Date(), log = () => undefined } = options;
  await storage.makeDirectory(dir).catch((error: Error) => {
    throw unusable(dir, error);
  });
  const unlock = lockDirectory(dir);
  let writer: SegmentWriter | undefined;
  try {
    const end = await findEnd(dir);
    writer = new SegmentWriter(storage, options.segmentBytes, end);
    await writer.open();
    const open = await findOpenIntents(dir);
    if (end.tornBytes > 0 || open.length > 0) {
      const found = { torn_bytes: end.tornBytes, interrupted: open.length };
      const recovered = serialiseEntry(now(), 'recovered', found);
      await writer.write([recovered, ...open.map((id) => interruptedOutcome(now(), id))]);
      log({ event: 'ledger-recovered', tornBytes: end.tornBytes, interrupted: open.length });
    }
    return new FileLedger({ ...options, now, log }, writer, unlock);
  } catch (error) {
    await writer?.close();
    unlock();
    throw error instanceof SetupError ? error : unusable(dir, error as Error);
  }
}

function unusable(dir: string, error: Error): SetupError {
  return new SetupError(
    [
      `the ledger ${dir} cannot be written (${error.message}): the gateway's user must own it and its disk have space`,
    ],
    error,
  );
}
