import { publishRow, recordEnd, recordRow, type Core } from './core.ts';
import { refusals } from './refusals.ts';
import type { StepRow } from './rows.ts';
import type { ApprovalSubject, Grant } from './types.ts';

/** What of a request is needed to use a grant. */
export type User = Pick<ApprovalSubject, 'decisionId' | 'bundle' | 'probe' | 'async'>;

/**
 * Consumes a grant, once the world is still as it was when it was asked; undefined where another
 * request was first. One after the other, so that of many only the first asks the world.
 *
 * Throws `approval-voided` where the world or the policy has changed, and what the probe throws: then
 * the grant stays, for the request is not known to be another.
 */
export function useGrant(
  core: Core,
  { id, world }: StepRow,
  user: User,
): Promise<Grant | undefined> {
  return core.turns.run(id, async () => {
    if (world !== null) {
      if (core.store.peek(id)?.state !== 'granted') return undefined;
      const found = user.probe && (await user.probe(id));
      if (found !== world) throw await voidForWorld(core, id);
    }
    const bundle = core.bundle ?? user.bundle.digest;
    const row = core.store.consume(id, user.decisionId, bundle, world);
    if (!row) {
      const now = core.store.peek(id);
      if (now?.state === 'granted' && now.recording === null) throw refusals.policyChanged();
      return undefined;
    }
    // A grant whose use cannot be recorded stays used: the ledger may have the entry all the same.
    await recordRow(core, row);
    publishRow(core, row);
    return {
      id: row.id,
      by: JSON.parse(row.decided_by!),
      ...(row.reason !== null && { reason: row.reason }),
    };
  });
}

async function voidForWorld(core: Core, id: string): Promise<Error> {
  const row = core.store.voidOpen(id, 'world');
  if (!row) return refusals.usedElsewhere();
  await recordEnd(core, row);
  return refusals.voided(row);
}
