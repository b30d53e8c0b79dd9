import { hash } from 'node:crypto';

/**
 * Whether the candidate is asked about the decision of this id. It depends on nothing else, so that
 * every gateway and every reader of the ledger comes to the same answer, and nobody can choose: ids
 * are the gateway's own.
 *
 * @param share over 0, at most 1
 */
export function isSampled(id: string, share: number): boolean {
  return hash('sha256', id, 'buffer').readUInt32BE(0) < share * 2 ** 32;
}
