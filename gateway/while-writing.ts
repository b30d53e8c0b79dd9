import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Does work while the disk writes what was appended just before. The ledger gathers to the end of a turn of the event loop, so
 * that in the one after it the entry is on its way, and the work does not hold it up.
 */
export async function whileWriting<T>(work: () => T): Promise<T> {
  await nextTurn();
  await nextTurn();
  return work();
}
