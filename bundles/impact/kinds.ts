/** The closed list of what a candidate policy can change, worst first. */

/** What a change does to protection. */
export type Effect = 'loosens' | 'faults' | 'tightens' | 'rewords';

/** Each kind of change: what it does, and its title in reports. The order is that of reports. */
export const KINDS = {
  'newly-allowed': ['loosens', 'Newly allowed'],
  'newly-unmasked': ['loosens', 'Newly unmasked fields'],
  'weaker-masks': ['loosens', 'Weaker masks'],
  'approvals-lost': ['loosens', 'Approvals lost'],
  'newly-approvable': ['loosens', 'Denied before, may now be approved'],
  'weaker-approvals': ['loosens', 'Approvals by other groups or for longer'],
  'weaker-write-back': ['loosens', 'Masked values may be written back'],
  faults: ['faults', 'The candidate fails'],
  'newly-denied': ['tightens', 'Newly denied'],
  'newly-masked': ['tightens', 'Newly masked fields'],
  'stronger-masks': ['tightens', 'Stronger masks'],
  'approvals-added': ['tightens', 'Approvals added'],
  'stricter-approvals': ['tightens', 'Approvals by fewer groups or for shorter'],
  'stricter-write-back': ['tightens', 'Masked values may not be written back'],
  reworded: ['rewords', 'Same answer with other reasons or texts'],
} as const satisfies Record<string, readonly [Effect, string]>;

/** A kind of change. */
export type Kind = keyof typeof KINDS;

/** All kinds, worst first. */
export const KIND_ORDER = Object.keys(KINDS) as Kind[];

/** What a kind of change does to protection. */
export function effectOf(kind: Kind): Effect {
  return KINDS[kind][0];
}
