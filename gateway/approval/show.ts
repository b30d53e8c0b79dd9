import type { ApprovalDemand } from '../types.ts';
import type { Core } from './core.ts';
import { decideRefused } from './refusals.ts';
import { openCase, rightsOf } from './rights.ts';
import { toApproval, type ShownRow, type StepRow } from './rows.ts';
import { showBody } from './summarise.ts';
import type { Approval, ApprovalFilter, Approver, ShownBody, WaitsFor } from './types.ts';
import { toTime } from '../to-time.ts';

/**
 * One approval, to a person as far as they may see it; without one, whole. Throws a Refusal
 * `approval-not-found`, also where the person may not see that there is one.
 */
export async function show(core: Core, id: string, person?: Approver): Promise<Approval> {
  const row = core.store.get(id);
  if (!row) throw decideRefused.notFound();
  const asked = openCase(core, row);
  const may = person && rightsOf(core, person, asked);
  if (person && !may) throw decideRefused.notFound();
  const approval = toApproval(row, asked.votes);
  const whole = may?.see_body !== false;
  const body = row.body && (await showTo(core, row.body, whole, approval));
  return {
    ...approval,
    // It has the digest of the body, which tells a short body to who may not see it.
    ...(whole && row.bound !== null && { bound: row.bound }),
    ...(may && { may }),
    summary: { ...approval.summary, ...(body && { body }) },
  };
}

async function showTo(
  core: Core,
  body: Uint8Array,
  whole: boolean,
  { summary, demand }: Approval,
): Promise<ShownBody> {
  if (whole) return showBody(body);
  const type = summary.headers['content-type'];
  const masked = await core.options.mask?.(body, type, demand.show);
  return masked ? { ...showBody(masked), masked: true } : { hidden: true, masked: true };
}

/** The approvals of a filter; with a person, those that they may see. Bodies are left out. */
export function list(core: Core, filter: ApprovalFilter, person?: Approver): Approval[] {
  const { state = null, group = null, review = null, mine = false } = filter;
  const rows = core.store.list({ state: mine ? 'pending' : state, group, review });
  return rows.flatMap((row) => {
    const shown = showRow(core, row, person);
    return shown && (!mine || shown.may?.decide === true) ? [shown] : [];
  });
}

/** Whether a person may see any of them: the policy is asked up to the first. */
export function seesAny(core: Core, person: Approver): boolean {
  const rows = core.store.list({ state: null, group: null, review: null });
  return rows.some((row) => rightsOf(core, person, openCase(core, row)) !== undefined);
}

function showRow(core: Core, row: ShownRow, person?: Approver): Approval | undefined {
  const asked = openCase(core, row);
  const approval = toApproval(row, asked.votes);
  if (!person) return approval;
  const may = rightsOf(core, person, asked);
  return may && { ...approval, may };
}

/** One approval without what is bound and its body, for the gateway itself; undefined where there is none. */
export function outline({ store }: Core, id: string): Approval | undefined {
  const row = store.outline(id);
  return row && toApproval(row, store.votes(id));
}

/** Whether a person may see an approval; false where there is none. */
export function maySee(core: Core, id: string, person: Approver): boolean {
  const row = core.store.get(id);
  if (!row) return false;
  return rightsOf(core, person, openCase(core, row)) !== undefined;
}

/** What a pending approval waits for, as an agent may know it. */
export function waitsFor(core: Core, { id, demand, decide_by: decideBy }: StepRow): WaitsFor {
  const { groups, quorum = 1 } = JSON.parse(demand) as ApprovalDemand;
  const approved = core.store.votes(id).length;
  return { groups, quorum, approved, decide_by: toTime(decideBy) };
}
