/** The thread that packs segments. See `thread.ts` for the other end. */
import { constants, getPriority, setPriority } from 'node:os';

/**
 * On Linux a thread has a priority of its own; elsewhere this would be that of the process. Not the lowest: where both
 * processors are busy all day, segments would be left as they are until the disk is full, and whoever closes the ledger waits.
 */
const { PRIORITY_BELOW_NORMAL } = constants.priority;
if (process.platform === 'linux' && getPriority() < PRIORITY_BELOW_NORMAL)
  setPriority(PRIORITY_BELOW_NORMAL);

// Behind that: reading these modules takes longer than to begin the thread.
await import('./carry-out.ts');
