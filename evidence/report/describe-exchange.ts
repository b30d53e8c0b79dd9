/** What the entries of an exchange say, as the report lists it; what is sealed where it could be opened. */
import type {
  ApprovalData,
  IntentData,
  LedgerEntry,
  OutcomeData,
  ProbeData,
  RefusalData,
  SealedApproval,
  SealedIntent,
  SealedProbe,
  SealedRefusal,
} from '../../gateway/types.ts';
import { deciderOf, maskOf, personOf, stepOf, targetOf } from './describe-data.ts';
import type { Access, ApprovalStep, Closed, Probe, Refusal } from './model.ts';

/** A request that was forwarded, as far as its intent tells. */
export function accessOf(
  { seq, time }: LedgerEntry,
  data: IntentData,
  sealed: SealedIntent | undefined,
  closed: Closed | undefined,
): Access {
  const { purpose, legal_basis: legalBasis, approval } = data;
  return {
    seq,
    id: data.id,
    time,
    who: personOf(data.identity),
    session: data.session,
    connection: data.connection,
    method: data.method,
    ...(sealed && { target: targetOf(sealed.input) }),
    action: data.action,
    reasons: data.reasons,
    ...(purpose !== undefined && { purpose }),
    ...(legalBasis !== undefined && { legalBasis }),
    revision: data.bundle.revision,
    bundle: data.bundle.digest,
    ...(approval !== undefined && { approval }),
    approvals: [],
    probes: [],
    masks: [],
    subjects: [...(sealed?.subjects ?? [])],
    ...(closed && { closed }),
  };
}

/** What became of it. */
export function endOf({ seq }: LedgerEntry, data: OutcomeData): Partial<Access> {
  const { status, bytes, duration_ms: duration, error, masks } = data;
  return {
    outcome: seq,
    status,
    bytes,
    duration,
    ...(error !== undefined && { error }),
    masks: masks.filter(({ count }) => count > 0).map(maskOf),
  };
}

/** A request that was not forwarded. */
export function refusalOf(
  { seq, time }: LedgerEntry,
  data: RefusalData,
  sealed: SealedRefusal | undefined,
  closed: Closed | undefined,
): Refusal {
  const { identity, client, connection, method, code, status, reasons = [] } = data;
  const target = sealed?.input ? targetOf(sealed.input) : sealed?.request?.target;
  return {
    seq,
    time,
    ...(identity && { who: personOf(identity) }),
    client,
    ...(connection !== undefined && { connection }),
    ...(method !== undefined && { method }),
    ...(target !== undefined && { target }),
    code,
    status,
    reasons,
    ...(sealed?.detail !== undefined && { detail: sealed.detail }),
    ...(closed && { closed }),
  };
}

/** A look of the gateway's own. */
export function probeOf(
  { seq, time }: LedgerEntry,
  data: ProbeData,
  sealed: SealedProbe | undefined,
): Probe {
  const { id, connection, method, for: aim, approval } = data;
  return {
    seq,
    time,
    id,
    connection,
    method,
    ...(sealed && { target: sealed.request.target }),
    for: aim,
    ...(approval !== undefined && { approval }),
  };
}

/** A step of an approval. */
export function approvalStepOf(
  { seq, time }: LedgerEntry,
  data: ApprovalData,
  sealed: SealedApproval | undefined,
): ApprovalStep {
  const reason = sealed?.reason;
  return {
    seq,
    time,
    approval: data.approval,
    step: stepOf(data),
    ...(data.by && { by: deciderOf(data) }),
    ...(reason !== undefined && { reason }),
  };
}
