import { recordEnd, type Core } from './core.ts';
import { decideRefused } from './refusals.ts';
import type { ShownRow, StoredSummary } from './rows.ts';
import { waitsFor } from './show.ts';
import type { ApprovalStatus, Requester } from './types.ts';
import { toTime } from '../to-time.ts';

/** What the agent that asked is told of its approval. Throws a Refusal `approval-not-found`, also to others. */
export function status(core: Core, id: string, requester: Requester): ApprovalStatus {
  const row = core.store.get(id);
  if (!row || !isOwn(row, requester)) throw decideRefused.notFound();
  return {
    approval: id,
    state: row.state,
    decide_by: toTime(row.decide_by),
    ...(row.use_by !== null && row.state !== 'pending' && { use_by: toTime(row.use_by) }),
    waits_for: waitsFor(core, row),
  };
}

/** Ends a pending approval because its agent says so; one that is settled is told as it is. */
export async function withdraw(
  core: Core,
  id: string,
  requester: Requester,
): Promise<ApprovalStatus> {
  status(core, id, requester);
  const row = core.store.withdrawOwn(id);
  if (row) await recordEnd(core, row);
  return status(core, id, requester);
}

/** The same account, by the same client, through the same actors; groups may have changed since. */
function isOwn({ summary }: ShownRow, requester: Requester): boolean {
  const { identity } = JSON.parse(summary) as StoredSummary;
  const named = ({ issuer, subject, client_id, actors }: Requester): string =>
    JSON.stringify([
      issuer,
      subject,
      client_id ?? null,
      actors.map((actor) => [actor.issuer ?? null, actor.subject]),
    ]);
  return named(identity) === named(requester);
}
