import type { ApprovalData } from '../../types.ts';

/** Whether a step of an approval is the asking of people: a yes that was not yet enough is `pending` too, with who gave it. */
export function isAsking({ state, by }: ApprovalData): boolean {
  return state === 'pending' && by === undefined;
}
