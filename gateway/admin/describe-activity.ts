/** One request whole: what is in its entries, and proofs that these are in the ledger. */
import { proveEntries } from '../activity/prove-entries.ts';
import type { Gateway } from '../exchange.ts';

/** JSON text of an ActivityDetail; undefined where nothing is on record. Rejects with a Refusal `activity-unavailable`. */
export async function describeActivity(
  { activity, ledger }: Gateway,
  id: string,
): Promise<string | undefined> {
  const found = await activity.ask('detail', { id });
  if (!found) return undefined;
  const proof = await proveEntries(ledger, found.entries);
  // Spliced, since parsing would round the numbers of the policy's input.
  return proof ? `${found.text.slice(0, -1)},"proof":${JSON.stringify(proof)}}` : found.text;
}
