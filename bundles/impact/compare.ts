/** What differs between a recorded decision and the candidate's. */
import { chooseStronger } from '../../gateway/redaction/strength.ts';
import type { Decided, Decision, Mask } from '../../gateway/types.ts';
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
  const { action, reasons, message, masks, approval, purpose, legal_basis } = decision;
  return JSON.stringify([
    action,
    reasons.length > 1 ? reasons.toSorted() : reasons,
    message,
    masks?.map((mask) => fingerprintMask(mask)).toSorted(),
    approval && [approval.groups.toSorted(), secondsOf(approval.expires_in)],
    purpose,
    legal_basis,
  ]);
}

function fingerprintMask(mask: Mask): string {
  return JSON.stringify([spell(mask), mask.with, mask.text, mask.keep_first, mask.keep_last]);
}

function compareActions(before: Decision, after: Decision): Change[] {
  if (before.action === 'deny' || after.action === 'deny') {
    if (before.action === after.action) return [];
    if (after.action === 'deny') return [{ kind: 'newly-denied' }];
    return [{ kind: after.action === 'approve' ? 'newly-approvable' : 'newly-allowed' }];
  }
  return [...compareApprovals(before, after), ...compareMasks(before, after)];
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

function compareMasks(before: Decision, after: Decision): Change[] {
  const [had, has] = [strongestByPath(before.masks), strongestByPath(after.masks)];
  const changes: Change[] = [];
  for (const [path, mask] of had) {
    const now = has.get(path);
    const kind = now === undefined ? 'newly-unmasked' : compareStrength(mask, now);
    if (kind !== undefined) changes.push(changeOf(kind, path, mask, now));
  }
  for (const [path, mask] of has) {
    if (!had.has(path)) changes.push(changeOf('newly-masked', path, undefined, mask));
  }
  return changes;
}

/** Of several masks on a path the gateway applies the strongest. */
function strongestByPath(masks: Mask[] = []): Map<string, Mask> {
  const strongest = new Map<string, Mask>();
  for (const mask of masks) {
    const path = spell(mask);
    strongest.set(path, chooseStronger(strongest.get(path), mask));
  }
  return strongest;
}

function spell(mask: Mask): string {
  return mask.dialect === 'jsonpath-plus' ? `${mask.path} (jsonpath-plus)` : mask.path;
}

function compareStrength(before: Mask, after: Mask): Kind | undefined {
  if (before.with !== after.with) {
    return chooseStronger(before, after) === before ? 'weaker-masks' : 'stronger-masks';
  }
  const first = (after.keep_first ?? 0) - (before.keep_first ?? 0);
  const last = (after.keep_last ?? 0) - (before.keep_last ?? 0);
  // More at one end and less at the other shows what was hidden.
  if (first > 0 || last > 0) return 'weaker-masks';
  return first < 0 || last < 0 ? 'stronger-masks' : undefined;
}

function changeOf(kind: Kind, path: string, before?: Mask, after?: Mask): Change {
  return { kind, mask: { path, before: describeMethod(before), after: describeMethod(after) } };
}

function describeMethod(mask: Mask | undefined): string {
  if (mask === undefined) return 'none';
  if (mask.with !== 'partial') return mask.with;
  return `partial ${String(mask.keep_first ?? 0)}+${String(mask.keep_last ?? 0)}`;
}
