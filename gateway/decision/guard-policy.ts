import type { BundleRef } from '../types.ts';
import type { FaultReason } from './faults.ts';
import type { Policy } from './policy.ts';

/** Why a policy may not decide at this moment; undefined where it may. */
export type Guard = () => FaultReason | undefined;

/** The policy, as long as the guard has nothing against it; a denial with the guard's reason else. */
export function guardPolicy(policy: Policy, bundle: BundleRef, guard: Guard): Policy {
  return {
    decide(inputText) {
      const reason = guard();
      return reason === undefined ? policy.decide(inputText) : deny(bundle, reason);
    },
    approvers(inputText) {
      const reason = guard();
      return reason === undefined ? policy.approvers(inputText) : nobody(reason);
    },
  };
}

/** What decides where there is no policy yet: it denies everything. */
export const NO_POLICY: Policy = {
  decide: () => deny({ revision: '', digest: '' }, 'policy-missing'),
  approvers: () => nobody('policy-missing'),
};

function nobody(reason: FaultReason): ReturnType<Policy['approvers']> {
  return { answer: { may: false }, fault: MESSAGES[reason] ?? '' };
}

function deny(bundle: BundleRef, reason: FaultReason): ReturnType<Policy['decide']> {
  return { decision: { action: 'deny', reasons: [reason] }, bundle, fault: MESSAGES[reason] ?? '' };
}

const MESSAGES: Partial<Record<FaultReason, string>> = {
  'policy-missing': 'no bundle was activated yet',
  'policy-expired': 'the bundle has expired; publish a new one',
  'policy-stale': 'the bundle server was not reached for longer than policy.service.max_age',
};
