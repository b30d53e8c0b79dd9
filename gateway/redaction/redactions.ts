import type { Decision } from '../types.ts';

/** What a decision hides of a response. */
export type Redactions = Pick<Decision, 'masks' | 'headers' | 'detect'>;

/** What of a decision is hidden; undefined where nothing is. */
export function redactionsOf(decision: Decision): Redactions | undefined {
  const { masks, headers, detect } = decision;
  if (!masks && !headers && !detect) return undefined;
  return { ...(masks && { masks }), ...(headers && { headers }), ...(detect && { detect }) };
}
