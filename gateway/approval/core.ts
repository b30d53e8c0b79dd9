import type { Holders } from './holders.ts';
import type { StepRow } from './rows.ts';
import type { Store } from './store.ts';

/** What asking, deciding and sweeping share. */
export interface Core {
  readonly store: Store;
  readonly holders: Holders;
  /** Milliseconds a request is held. */
  readonly hold: number;
  readonly maxHeld: number;
  readonly maxPendingPerIdentity: number;
  /** What the operator tells an agent that waits; `{id}` is the approval's id. */
  readonly instructions: string;
  /** Set once: from then on nobody is held. */
  closed: boolean;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Settles once the row's state is in the ledger; throws a Refusal otherwise. */
  readonly record: (row: StepRow) => Promise<void>;
}
