/** Which entries seal something, and what they name. */
import type {
  ApprovalData,
  IntentData,
  LedgerEntry,
  OutcomeData,
  ProbeData,
  RefusalData,
  SealedApproval,
  SealedIntent,
  SealedOutcome,
  SealedProbe,
  SealedRefusal,
  StoredBody,
} from '../../types.ts';
import { isExchangeType } from '../exchange-types.ts';
import type { Purpose } from '../seal/purpose.ts';

/** What entries seal; which of them shows the type of the entry. */
export type SealedOf = SealedIntent | SealedOutcome | SealedRefusal | SealedProbe | SealedApproval;

/** The data of an entry that may seal something. */
export type SealedData = IntentData | OutcomeData | RefusalData | ProbeData | ApprovalData;

/** Undefined for an entry of no exchange. */
export function sealedDataOf({ type, data }: LedgerEntry): SealedData | undefined {
  return isExchangeType(type) ? (data as SealedData) : undefined;
}

/** What the sealed part of an entry is for: docs/ledger-format.md. */
export function purposeOf(type: LedgerEntry['type'], data: SealedData): Purpose {
  if (type === 'approval') return `approval/${(data as ApprovalData).state}`;
  return type === 'probe' ? `probe/${(data as ProbeData).number}` : (type as Purpose);
}

/** The body that an entry names; undefined where it names none. */
export function storedBody(
  type: LedgerEntry['type'],
  data: SealedData,
  which: 'request' | 'response',
): StoredBody | undefined {
  if (type === 'intent') return which === 'request' ? (data as IntentData).body : undefined;
  if (type !== 'outcome') return undefined;
  const { body, request_body: requestBody } = data as OutcomeData;
  return which === 'response' ? body : requestBody;
}
