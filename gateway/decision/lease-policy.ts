import type { Policy } from './policy.ts';

/** A policy of which it is known whether a request may still ask it. */
export interface LeasedPolicy {
  /** For one request, which must let go of it. */
  hold(): PolicyHold;
  /** No request takes hold of it from now on: once those that have are done, it is ended. */
  retire(): void;
}

/** A request's hold of a policy. */
export interface PolicyHold extends Policy {
  /** The request asks no more. Safe to call twice. */
  release(): void;
}

/** Leases a policy out; `end` is called once, when it is retired and nobody holds it. */
export function leasePolicy(policy: Policy, end: () => void): LeasedPolicy {
  let holds = 0;
  let retired = false;
  const endUnused = (): void => {
    if (retired && holds === 0) end();
  };
  return {
    hold() {
      holds += 1;
      let held = true;
      return {
        decide: (inputText) => policy.decide(inputText),
        approvers: (inputText) => policy.approvers(inputText),
        release() {
          if (!held) return;
          held = false;
          holds -= 1;
          endUnused();
        },
      };
    },
    retire() {
      if (retired) return;
      retired = true;
      endUnused();
    },
  };
}
