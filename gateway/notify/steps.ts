import type { Approval } from '../approval/approvals.ts';
import type { NotifiedEvent } from '../types.ts';

/** A step that an approval has taken; `key` tells it from others of the same kind. */
export interface Step {
  kind: NotifiedEvent;
  key: string;
}

const ENDS = {
  denied: 'denied',
  expired: 'expired',
  withdrawn: 'withdrawn',
  voided: 'voided',
  consumed: 'used',
  revoked: 'revoked',
} as const;

/** The steps that led to what an approval is now, in order. Whoever was told of the first ones is told of the rest. */
export function stepsOf(approval: Approval): Step[] {
  const { state, break_glass: breakGlass, review } = approval;
  if (breakGlass === true) {
    return [step('break-glass'), ...(review?.state === 'done' ? [step('reviewed')] : [])];
  }
  const granted = wasGranted(approval);
  // The last yes of a quorum, and a no, are told as what they have brought about.
  const decided = granted || state === 'denied';
  const agreed = Math.max(0, approval.approvals.length - (decided ? 1 : 0));
  return [
    step('asked'),
    ...Array.from({ length: agreed }, (_, index) => step('agreed', index + 1)),
    ...(granted ? [step('granted')] : []),
    ...(state in ENDS ? [step(ENDS[state as keyof typeof ENDS])] : []),
  ];
}

/** Whether nothing more can come of it. */
export function isClosed({ state, break_glass: breakGlass, review }: Approval): boolean {
  if (breakGlass === true) return review?.state !== 'open';
  return state !== 'pending' && state !== 'granted';
}

function wasGranted({ state, use_by: useBy }: Approval): boolean {
  return state === 'granted' || (useBy !== undefined && state !== 'denied');
}

function step(kind: NotifiedEvent, number?: number): Step {
  return { kind, key: number === undefined ? kind : `${kind}:${number}` };
}
