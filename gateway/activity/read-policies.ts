/** What the ledger says of bundles, and of what a candidate would decide otherwise. */
import type { DatabaseSync } from 'node:sqlite';
import type { PolicyDifference } from '../admin/contract.ts';
import type { BundleData } from '../types.ts';
import type { PolicyRecord, Questions, RecordedBundle } from './messages.ts';
import { toTime } from '../to-time.ts';

/** Bundles of the ledger that are told of. */
const MAX_BUNDLES = 200;

/** Reads it. */
export function readPolicies(
  db: DatabaseSync,
  { candidate }: Questions['policies']['ask'],
): PolicyRecord {
  const bundles = db
    .prepare('SELECT at, json FROM bundles ORDER BY seq DESC LIMIT ?')
    .all(MAX_BUNDLES)
    .map(toBundle);
  const differences = db
    .prepare('SELECT kind, count, json FROM differences WHERE candidate = ? ORDER BY count DESC')
    .all(candidate ?? '')
    .map(toDifference);
  return { bundles, differences };
}

function toBundle({ at, json }: Record<string, unknown>): RecordedBundle {
  return {
    ...(JSON.parse(json as string) as BundleData),
    at: toTime(at as number),
  };
}

function toDifference({ kind, count, json }: Record<string, unknown>): PolicyDifference {
  const difference = { kind: kind as string, count: count as number };
  if (typeof json !== 'string') return difference;
  return { ...difference, example: JSON.parse(json) as NonNullable<PolicyDifference['example']> };
}
