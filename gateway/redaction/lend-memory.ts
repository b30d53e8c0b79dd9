/**
 * Memory for bodies that are held whole. To make it anew for each costs more than to mask the body: most
 * of that is the collector's, as what waits for the ledger and the agent outlives its first rounds.
 */

/** Memory that is on loan. */
export interface Loan {
  bytes: Buffer;
  /**
   * Gives it back, to be lent again: only once nobody reads it any more, the system neither. What is not
   * given back is the collector's.
   */
  release: () => void;
}

/** So many are kept at a time. */
const MOST_IDLE = 64;

const idle: Buffer[] = [];

/** Lends memory of `LOAN` bytes, all zero. */
export function lendMemory(): Loan {
  let bytes: Buffer | undefined = idle.pop() ?? Buffer.alloc(LOAN);
  return {
    bytes,
    release: () => {
      if (!bytes) return;
      const returned = bytes.fill(0);
      bytes = undefined;
      if (idle.length < MOST_IDLE) idle.push(returned);
    },
  };
}

/** Bytes of a loan. */
export const LOAN = 132_096;
