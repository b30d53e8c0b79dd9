/** What differs between a recorded decision and the candidate's. */
import type { Decided, Decision } from '../../gateway/types.ts';
import { compareMasks, fingerprintMask } from './compare-masks.ts';
import type { Kind } from './kinds.ts';

/** One difference. */
export interface Change {
  kind: Kind;
  mask?: { path: string; before: string; after: string };
  fault?: string;
}

/** The differences; empty where the candidate gives the same decision. */
export function compareDecisions(before: Decision, after: Decided): Change[] {
  if (fingerprint(before) === fingerprint(after.decision)) return [];
  if (after.fault !== undefined) return [{ kind: 'faults', fault: after.fault }];
  const changes = compareActions(before, after.decision);
  return changes.length > 0 ? changes : [{ kind: 'reworded' }];
}

/** The same text for decisions that mean and say the same, in whatever order they say it. */
export function fingerprint(decision: Decision): string {
  const { action, reasons, message, masks, headers, detect, approval, purpose, legal_basis } =
    decision;
  const back = decision.write_back;
  return JSON.stringify([
    action,
    reasons.length > 1 ? reasons.toSorted() : reasons,
    message,
    fingerprintAll(masks),
    fingerprintAll(headers),
    fingerprintAll(detect),
    back && [back.mode, fingerprintAll(back.masks)],
    approval && [approval.groups.toSorted(), secondsOf(approval.expires_in)],
    purpose,
    legal_basis,
  ]);
}

function fingerprintAll(masks: object[] | undefined): string[] | undefined {
  return masks?.map((mask) => fingerprintMask(mask)).toSorted();
}

function compareActions(before: Decision, after: Decision): Change[] {
  if (before.action === 'deny' || after.action === 'deny') {
    if (before.action === after.action) return [];
    if (after.action === 'deny') return [{ kind: 'newly-denied' }];
    return [{ kind: after.action === 'approve' ? 'newly-approvable' : 'newly-allowed' }];
  }
  return [
    ...compareApprovals(before, after),
    ...compareMasks(before, after),
    ...compareWriteBacks(before, after),
  ];
}

function compareApprovals(before: Decision, after: Decision): Change[] {
  const [had, has] = [before.approval, after.approval];
  if (had === undefined) return has === undefined ? [] : [{ kind: 'approvals-added' }];
  if (has === undefined) return [{ kind: 'approvals-lost' }];
  const [hadSeconds, hasSeconds] = [secondsOf(had.expires_in), secondsOf(has.expires_in)];
  const [earlier, later] = [new Set(had.groups), new Set(has.groups)];
  if (!later.isSubsetOf(earlier) || hasSeconds > hadSeconds) return [{ kind: 'weaker-approvals' }];
  if (later.size < earlier.size || hasSeconds < hadSeconds) return [{ kind: 'stricter-approvals' }];
  return [];
}

/** Seconds of a duration such as `15m`, which it also is where none is given. */
function secondsOf(text = '15m'): number {
  return Number(text.slice(0, -1)) * { s: 1, m: 60, h: 3600 }[text.slice(-1) as 's' | 'm' | 'h'];
}

/** Bodies that come back with masked values: `refuse` is stricter than `restore`, and more masks than fewer. */
function compareWriteBacks(before: Decision, after: Decision): Change[] {
  const [had, has] = [before.write_back, after.write_back];
  if (had === undefined) return has === undefined ? [] : [{ kind: 'stricter-write-back' }];
  if (has === undefined) return [{ kind: 'weaker-write-back' }];
  const [earlier, later] = [had, has].map(({ masks }) => new Set(fingerprintAll(masks)));
  if (!earlier!.isSubsetOf(later!) || (had.mode === 'refuse' && has.mode === 'restore')) {
    return [{ kind: 'weaker-write-back' }];
  }
  const same = earlier!.size === later!.size && had.mode === has.mode;
  return same ? [] : [{ kind: 'stricter-write-back' }];
}
