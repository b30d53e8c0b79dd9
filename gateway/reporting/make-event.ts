/** A decision of the ledger as an event of OPA's decision log (https://www.openpolicyagent.org/docs/management-decision-logs). */
import { ENTRYPOINT } from '../../bundles/read.ts';
import { EvidenceDamage } from '../ledger/read/damage.ts';
import { parseJson } from '../ledger/read/parse-json.ts';
import type { Reader } from '../ledger/read/reader.ts';
import type { IntentData, LedgerEntry, RefusalData, SealedIntent } from '../types.ts';
import { erase, type Erasure } from './erase.ts';

/** What every event carries, and what none may. */
export interface EventOptions {
  labels: Record<string, string>;
  erasures: readonly Erasure[];
}

/** Opens what is sealed. */
export type Opener = Pick<Reader, 'open'>;

/** An event on its way. */
export interface LogEvent {
  /** Decision id. */
  id: string;
  /** The event's JSON text. */
  text: string;
}

/** What a line was found to be. */
export type Read = { event: LogEvent } | 'no-decision' | 'unreadable' | 'erased';

/**
 * Makes the event of a line of the ledger: of an intent, or of a refusal after the decision. Numbers
 * keep every digit. `unreadable` is also what no key is at hand for. Rejects where a key cannot be used now.
 */
export async function makeEvent(
  line: Buffer,
  reader: Opener,
  options: EventOptions,
): Promise<Read> {
  if (!mayHoldDecision(line)) return 'no-decision';
  const entry = parseJson(line) as LedgerEntry | null | undefined;
  if (typeof entry !== 'object' || entry === null) return 'unreadable';
  if (entry.type !== 'intent' && entry.type !== 'refusal') return 'no-decision';
  const data = entry.data as Partial<IntentData & RefusalData> | null | undefined;
  if (data?.action === undefined) return 'no-decision';
  const opened = await reader.open<Partial<SealedIntent>>(entry).catch((error: unknown) => {
    if (error instanceof EvidenceDamage) return { state: 'damaged' as const };
    throw error;
  });
  if (opened.state !== 'open') return opened.state === 'erased' ? 'erased' : 'unreadable';
  const { input, decision } = opened.sealed;
  const event: Record<string, unknown> = {
    labels: options.labels,
    decision_id: data.id,
    ...(input?.trace !== undefined && { trace_id: input.trace.trace_id }),
    ...(data.bundle && { bundles: { policy: { revision: data.bundle.revision } } }),
    path: ENTRYPOINT,
    ...(input !== undefined && { input }),
    result: decision,
    ...(data.client !== undefined && { requested_by: data.client }),
    timestamp: entry.time,
  };
  const erased = erase(event, options.erasures);
  if (erased.length > 0) event['erased'] = erased;
  return { event: { id: String(data.id), text: JSON.stringify(event) } };
}

/** Most lines are outcomes and need no parsing: before `type` stand only members of known length. */
function mayHoldDecision(line: Buffer): boolean {
  const head = line.toString('latin1', 0, 200);
  return head.includes('"type":"intent"') || head.includes('"type":"refusal"');
}
