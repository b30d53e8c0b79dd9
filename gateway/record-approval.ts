import type { ApprovalStep } from './approval/approvals.ts';
import { appendSealed, type Evidence } from './evidence.ts';
import type { Ledger } from './ledger/ledger.ts';

/** Records a step of an approval: who and when in clear, what it is about sealed. */
export async function recordApproval(
  gateway: { ledger: Ledger; evidence: Evidence },
  { approval, id, state, by, binding, reason, asked }: ApprovalStep,
): Promise<void> {
  const key = gateway.evidence.approvals.of(id);
  const rest = JSON.stringify({ binding, ...(reason !== undefined && { reason }) });
  await appendSealed(gateway, key, {
    type: 'approval',
    clear: { approval, id, session: key.session.id, state, ...(by && { by }) },
    purpose: `approval/${state}`,
    sealed: asked === undefined ? rest : `{"summary":${asked},${rest.slice(1)}`,
  });
}
