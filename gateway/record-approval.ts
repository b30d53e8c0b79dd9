import type { ApprovalStep, StepData } from './approval/record.ts';
import { appendSealed, type Evidence } from './evidence.ts';
import type { Ledger } from './ledger/ledger.ts';
import { MAX_PART_BYTES } from './ledger/seal/part.ts';
import type { SealedApproval } from './types.ts';

/** Where a step is recorded. */
interface Recording {
  ledger: Ledger;
  evidence: Evidence;
}

/** By the type of the entry. Delegations and passkeys are of no exchange, and all that is recorded of them is clear. */
const recorders: {
  [T in keyof StepData]: (recording: Recording, data: StepData[T]) => Promise<unknown>;
} = {
  approval: recordApproval,
  delegation: ({ ledger }, data) => ledger.append('delegation', data),
  passkey: ({ ledger }, data) => ledger.append('passkey', data),
};

/** Records what happens to approvals, delegations and passkeys; settles once it is durable. */
export async function recordStep<T extends keyof StepData>(
  recording: Recording,
  type: T,
  data: StepData[T],
): Promise<void> {
  await recorders[type](recording, data);
}

/**
 * A step of an approval: who, when and what came of it in clear, what it is about and why sealed. Only
 * the asking may be longer than what an entry holds: its key seals one long text for each state (see `sealText`).
 */
async function recordApproval(
  recording: Recording,
  { binding, reason, bound, passkey, ...clear }: ApprovalStep,
): Promise<void> {
  const { key, subjects } = recording.evidence.approvals.of(clear.id);
  const sealed: SealedApproval = {
    binding,
    ...(reason !== undefined && { reason }),
    ...(bound !== undefined && { bound }),
    ...(passkey && { passkey }),
  };
  const text = JSON.stringify(sealed);
  if (bound === undefined && Buffer.byteLength(text) > MAX_PART_BYTES) {
    throw new Error('a step of an approval is too long to be recorded');
  }
  await appendSealed(recording, key, {
    type: 'approval',
    clear: { ...clear, session: key.session.id },
    purpose: `approval/${clear.state}`,
    sealed: text,
    subjects,
  });
}
