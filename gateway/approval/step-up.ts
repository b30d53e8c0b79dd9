import type { StepUp } from '../types.ts';
import { milliseconds } from './read-demand.ts';
import { decideRefused } from './refusals.ts';
import type { Approver } from './types.ts';

/** Throws a Refusal `step-up-required` unless the person has signed in as lately and as surely as the policy wants. What the token does not say is not so. */
export function checkStepUp(wanted: StepUp | undefined, by: Approver, now: number): void {
  if (wanted?.max_age !== undefined) {
    const age = by.auth_time === undefined ? Infinity : now - by.auth_time * 1000;
    if (age > milliseconds(wanted.max_age)) {
      throw decideRefused.stepUp(
        `Sign in again: the policy wants a sign-in (auth_time) within the last ${wanted.max_age}.`,
      );
    }
  }
  if (wanted?.acr && (by.acr === undefined || !wanted.acr.includes(by.acr))) {
    throw decideRefused.stepUp(
      `Sign in otherwise: the policy wants one of these ways (acr): ${wanted.acr.join(', ')}.`,
    );
  }
}
