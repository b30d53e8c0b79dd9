import { canonicalForm } from './bind-request.ts';
import { recordEnd, type Core } from './core.ts';
import type { StoredSummary } from './rows.ts';
import type { Decision } from '../types.ts';

/**
 * Puts what is open before the bundle that decides from now on. What it decides otherwise is voided,
 * and what it decides the same stands under it. The database is changed before this returns.
 */
export function redecide(
  core: Core,
  bundle: string,
  decide: (input: string) => Decision,
): Promise<{ voided: string[] }> {
  // Even where the database fails: then what is open fits no bundle, and passes nothing.
  core.bundle = bundle;
  const voided = core.store.redecide(bundle, ({ input, summary }) => {
    const { decision } = JSON.parse(summary) as StoredSummary;
    return canonicalForm(decide(input)) === canonicalForm(decision);
  });
  return (async () => {
    for (const row of voided) await recordEnd(core, row);
    return { voided: voided.map(({ id }) => id) };
  })();
}
