import { Refusal } from '../errors.ts';
import type { ApprovalDemand } from '../types.ts';
import { canonicalForm } from './bind-request.ts';

/** A demand in the form in which it is stored and compared. */
export interface ReadDemand {
  /** As JSON text. Only a demand with the same text can be met by the same approval. */
  demand: string;
  /** Milliseconds from asking to the end of deciding. */
  decideWithin: number;
  /** Milliseconds from the grant to the end of its use. */
  useWithin: number;
}

const DEFAULT_TIME = '15m';
const UNITS: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000 };
const MOST_PEOPLE = 10;

/**
 * Reads a policy's demand. Decisions are checked against their schema before, but a quorum that is
 * quietly read as one person would be a hole, so nothing here relies on that.
 *
 * Throws a Refusal `internal-error` for what cannot be met.
 */
export function readDemand(demand: ApprovalDemand): ReadDemand {
  const { groups, expires_in = DEFAULT_TIME, use_within = DEFAULT_TIME, ...others } = demand;
  const quorum: unknown = demand.quorum ?? 1;
  if (!Number.isInteger(quorum) || (quorum as number) < 1 || (quorum as number) > MOST_PEOPLE) {
    throw unmet('a quorum that is no number of people');
  }
  if (groups.length === 0) throw unmet('an approval by no group');
  return {
    demand: canonicalForm({ ...others, groups: groups.toSorted(), expires_in, use_within }),
    decideWithin: milliseconds(expires_in),
    useWithin: milliseconds(use_within),
  };
}

/** Throws a Refusal `internal-error` for a duration that cannot be read. */
export function milliseconds(duration: string): number {
  const match = /^([1-9][0-9]{0,5})([smh])$/.exec(duration);
  if (!match) throw unmet('a deadline that cannot be read');
  return Number(match[1]) * UNITS[match[2]!]!;
}

function unmet(what: string): Refusal {
  return new Refusal('internal-error', `The policy demands ${what}, which is not supported.`);
}
