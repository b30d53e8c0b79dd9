import { join } from 'node:path';
import type { Test } from 'tap';
import {
  openApprovals,
  type Approvals,
  type ApprovalsOptions,
  type ApprovalSubject,
  type Approver,
} from '../../gateway/approval/approvals.ts';
import { bindRequest } from '../../gateway/approval/bind-request.ts';
import type { BindingParts } from '../../gateway/approval/types.ts';
import type { ApprovalStep, StepData } from '../../gateway/approval/record.ts';
import type { ErrorCode, Refusal } from '../../gateway/errors.ts';
import type { ApprovalDemand, Decision } from '../../gateway/types.ts';
import { scratch } from '../helpers/scratch.ts';

export const ISSUER = 'https://id.example';
export const DEMAND = { groups: ['dpo'] };
export const DANA: Approver = { issuer: ISSUER, subject: 'dana', groups: ['dpo'], actors: [] };
export const PARTS: BindingParts = {
  request: {
    method: 'POST',
    host: 'crm.internal',
    path: '/export',
    queryString: 'all=1',
    headers: { accept: 'application/json', 'x-tenant': 'a' },
    bodySha256: 'ab'.repeat(32),
  },
  identity: {
    issuer: ISSUER,
    subject: 'support-agent',
    client_id: 'client-1',
    actors: [{ subject: 'planner' }, { subject: 'runner', issuer: 'https://other.example' }],
    groups: ['agents', 'support'],
  },
  connection: 'crm',
  bundle: { revision: 'r1', digest: `sha256:${'cd'.repeat(32)}` },
  hidden: { masks: [{ path: '$..email', with: 'redact' }] },
  purpose: 'support-ticket',
};

/** What the policy says to each of these requests. */
export const DECISION: Decision = {
  action: 'approve',
  reasons: ['bulk-export'],
  approval: { groups: ['dpo'] },
};

/** An approval's subject that is bound as the pipeline binds it. */
export function subjectOf(parts: BindingParts = PARTS, decisionId = 'decision-1'): ApprovalSubject {
  return {
    parts,
    decisionId,
    decision: DECISION,
    bundle: parts.bundle,
    input: JSON.stringify({ path: parts.request.path }),
    body: Buffer.from('{"all":true}'),
  };
}

/** What the subject's approval is bound to. */
export function bindingOf({ parts }: ApprovalSubject): string {
  return bindRequest(parts).binding;
}

/** A request for another path than all others. */
export function subjectNamed(name: string): ApprovalSubject {
  return subjectOf({ ...PARTS, request: { ...PARTS.request, path: `/${name}` } });
}

export function tempFile(t: Test): string {
  return join(scratch(t), 'approvals.db');
}

export interface Opened {
  approvals: Approvals;
  file: string;
  /** Every step of an approval that was recorded. */
  steps: ApprovalStep[];
  /** What else was recorded. */
  others: (StepData['delegation'] | StepData['passkey'])[];
  /** Asks, with a client that stays unless `signal` says otherwise. */
  ask: (
    subject?: ApprovalSubject,
    signal?: AbortSignal,
    demand?: ApprovalDemand,
  ) => ReturnType<Approvals['ask']>;
}

/** Opens approvals in a file of its own; a hold long enough never to end by itself. */
export function open(t: Test, options: Partial<ApprovalsOptions> = {}): Opened {
  const file = options.file ?? tempFile(t);
  const steps: ApprovalStep[] = [];
  const others: Opened['others'] = [];
  const approvals = openApprovals({
    hold: 60_000,
    maxHeld: 1000,
    poll: 20,
    record: async (type, data) => {
      if (type === 'approval') steps.push(data as ApprovalStep);
      else others.push(data as StepData['delegation']);
    },
    ...options,
    file,
  });
  t.teardown(() => approvals.close());
  const stays = new AbortController().signal;
  return {
    approvals,
    file,
    steps,
    others,
    ask: (subject = subjectOf(), signal = stays, demand = DEMAND) => {
      const asked = approvals.ask(demand, subject, signal);
      // Tests look at it later; until then a refusal is not unhandled.
      asked.catch(() => undefined);
      return asked;
    },
  };
}

/** The only pending approval's id, once there is one. */
export async function pendingId({ approvals }: Opened): Promise<string> {
  for (;;) {
    const [first] = approvals.list({ state: 'pending' });
    if (first) return first.id;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Asserts that a promise, or a function, is refused with this code, and returns the refusal. */
export async function refused(
  t: Test,
  work: Promise<unknown> | (() => unknown),
  code: ErrorCode,
): Promise<Refusal> {
  try {
    await (typeof work === 'function' ? work() : work);
  } catch (error) {
    t.equal((error as Refusal).code, code);
    return error as Refusal;
  }
  throw new Error(`not refused with ${code}`);
}

/** The states that were recorded, in order. */
export function states(steps: readonly ApprovalStep[]): string[] {
  return steps.map(({ state }) => state);
}
