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

/** Shorter bodies have memory of their own, longer ones are not held whole. */
const LEAST = 16_384;
const MOST = 131_072;

/** Masking makes few bodies longer by more. */
const LOAN = MOST + 1024;

/** So many are kept at a time. */
const MOST_IDLE = 64;

const idle: Buffer[] = [];

/** Lends memory, all zero, for a body of so many bytes or a little more; none where it is not worth it. */
export function lendMemory(length: number): Loan | undefined {
  if (length < LEAST || length > MOST) return undefined;
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
