import type { ApprovalsOptions } from './contract.ts';
import type { Holders } from './holders.ts';
import { toApprovalStep, type StepRow, type Vote } from './rows.ts';
import type { Store } from './store.ts';
import type { Turns } from './turns.ts';
import type { ApprovalChange } from './types.ts';

/** What asking, deciding and sweeping share. */
export interface Core {
  readonly store: Store;
  readonly holders: Holders;
  readonly turns: Turns;
  readonly options: Readonly<ApprovalsOptions>;
  readonly maxPendingPerIdentity: number;
  readonly withdrawAfter: number;
  /** What the operator tells an agent that waits; `{id}` is the approval's id. */
  readonly instructions: string;
  /** Digest of the bundle that decides now; undefined where nobody has said. */
  bundle: string | undefined;
  /** Set once: from then on nobody is held. */
  closed: boolean;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Settles once the data is in the ledger; throws a Refusal otherwise. */
  readonly record: ApprovalsOptions['record'];
  /** Tells those who listen. */
  readonly tell: (change: ApprovalChange) => void;
}

/** Records a row's state; with the asking what it is bound to, with a decision the vote. */
export async function recordRow(
  core: Core,
  row: StepRow,
  more: { bound?: string; vote?: Vote } = {},
): Promise<void> {
  await core.record('approval', toApprovalStep(row, more));
}

/** Lets a recorded state be seen, and wakes who waits for it; false where another process took the row over. */
export function publishRow({ store, holders, tell }: Core, row: StepRow): boolean {
  const published = store.publish(row);
  holders.wake(row.id);
  tell({ id: row.id, state: row.state, ...(row.break_glass === 1 && { break_glass: true }) });
  return published;
}

/** Records an end that holds since it was claimed, and that is recorded later where it cannot be now. */
export async function recordEnd(core: Core, row: StepRow, vote?: Vote): Promise<void> {
  core.holders.wake(row.id);
  await recordRow(core, row, vote && { vote });
  publishRow(core, row);
}
