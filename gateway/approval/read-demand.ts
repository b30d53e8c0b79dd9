import { Refusal } from '../errors.ts';
import type { ApprovalDemand } from '../types.ts';

/** A demand in the form in which it is stored and compared. */
export interface ReadDemand {
  /** As JSON text. Only a demand with the same text can be met by the same approval. */
  demand: string;
  /** Milliseconds from asking to the deadline. */
  stands: number;
}

const DEFAULT_EXPIRES_IN = '15m';
const UNITS: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000 };

/**
 * Reads a policy's demand. Decisions are checked against their schema before, but a quorum that is
 * quietly read as one person would be a hole, so nothing here relies on that.
 *
 * Throws a Refusal `internal-error` for what cannot be met.
 */
export function readDemand(demand: ApprovalDemand): ReadDemand {
  const { groups, expires_in = DEFAULT_EXPIRES_IN } = demand;
  const quorum: unknown = demand.quorum ?? 1;
  if (quorum !== 1) throw unmet('a quorum of more than one person');
  if (groups.length === 0) throw unmet('an approval by no group');
  const match = /^([1-9][0-9]{0,5})([smh])$/.exec(expires_in);
  if (!match) throw unmet('a deadline that cannot be read');
  return {
    demand: JSON.stringify({ groups: groups.toSorted(), expires_in }),
    stands: Number(match[1]) * UNITS[match[2]!]!,
  };
}

function unmet(what: string): Refusal {
  return new Refusal('internal-error', `The policy demands ${what}, which is not supported.`);
}
