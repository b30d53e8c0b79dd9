/** Appends what the ledger seals: who asked in clear, what was asked and answered under the exchange's key. */
import type { ApprovalKeys } from './approval-keys.ts';
import type { BodyStore } from './ledger/bodies/body-store.ts';
import type { Recorded } from './ledger/bodies/recorder.ts';
import { sealText } from './ledger/bodies/seal-text.ts';
import type { ExchangeKey } from './ledger/contract.ts';
import type { EntryData } from './ledger/entry.ts';
import type { ExchangeType } from './ledger/exchange-types.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { Purpose } from './ledger/seal/purpose.ts';
import type { Sessions } from './ledger/seal/sessions.ts';
import type { Indexer } from './ledger/subjects/indexer.ts';
import type { RefusalData, SeenSubject } from './types.ts';

/** What the pipeline records evidence with. */
export interface Evidence {
  sessions: Sessions;
  bodies: BodyStore;
  approvals: ApprovalKeys;
  /** Hears whom each exchange was about. */
  subjects?: Pick<Indexer, 'note'>;
}

/** An entry to be sealed. */
export interface ToSeal<T extends ExchangeType> {
  type: T;
  /** The entry but for its sealed part and where its key is. */
  clear: Omit<EntryData[T], 'sealed' | 'key'>;
  purpose: Purpose;
  /** JSON text. */
  sealed: string;
  /** Whom it is about. */
  subjects?: readonly SeenSubject[];
  /** Bodies that the entry names. */
  bodies?: readonly Recorded[];
}

/**
 * Resolves to the entry's `seq` once all of it is durable; rejects as `Ledger.append` does. The bodies are released
 * either way.
 */
export async function appendSealed<T extends ExchangeType>(
  { ledger, evidence }: { ledger: Ledger; evidence: Evidence },
  key: ExchangeKey,
  { type, clear, purpose, sealed, subjects = [], bodies = [] }: ToSeal<T>,
): Promise<number> {
  const recorded = [...bodies];
  try {
    const text = await sealText(evidence.bodies, key, purpose, sealed);
    recorded.push(text);
    const { id, ...rest } = clear;
    // In front, where a verifier looks for it.
    const data = {
      id,
      ...(key.at !== undefined && { key: key.at }),
      ...rest,
      sealed: text.sealed,
    } as EntryData[T];
    const packed = recorded.flatMap((body) => body.packed);
    const seq = await ledger.append(type, data, { exchange: key, bodies: packed });
    const { connection, approval } = clear as Partial<RefusalData>;
    evidence.subjects?.note({
      exchange: key.id,
      time: new Date().toISOString(),
      subjects,
      ...(connection !== undefined && { connection }),
      ...(approval !== undefined && { approval }),
    });
    return seq;
  } finally {
    for (const body of recorded) body.release();
  }
}
