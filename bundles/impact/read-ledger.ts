/** A line of Regent's ledger as a recorded decision. The format is `schemas/ledger-entry.json`. */
import { Ajv } from 'ajv';
import decisionSchema from '../../schemas/decision.json' with { type: 'json' };
import entrySchema from '../../schemas/ledger-entry.json' with { type: 'json' };
import { describe } from '../../gateway/context/describe.ts';
import { canonicalisePath } from '../../gateway/request/canonicalise-path.ts';
import { readQuery } from '../../gateway/request/read-query.ts';
import type {
  CanonicalRequest,
  Decision,
  Identity,
  IntentData,
  LedgerEntry,
  RefusalData,
} from '../../gateway/types.ts';
import type { Fact } from './facts.ts';
import type { GatewayName, Recorded, Skipped } from './types.ts';

type Decided = IntentData | RefusalData;
type Whole = Decided & Pick<IntentData, 'identity' | 'connection' | 'request' | 'decision'>;

const ajv = new Ajv({
  strict: false,
  validateFormats: false,
  schemas: [decisionSchema, entrySchema],
});
const isData = {
  intent: ajv.compile<IntentData>({ $ref: `${entrySchema.$id}#/definitions/intent` }),
  refusal: ajv.compile<RefusalData>({ $ref: `${entrySchema.$id}#/definitions/refusal` }),
};
const isDecisionSchema = ajv.getSchema<Decision>(decisionSchema.$id)!;

/** Whether a value is of `schemas/decision.json`. */
export function isDecision(value: unknown): value is Decision {
  return isDecisionSchema(value) as boolean;
}

/** What no entry holds. */
const NEVER_RECORDED: Fact[] = [
  'request.headers',
  'identity.expires_at',
  'identity.client_id',
  'identity.kubernetes',
];

/**
 * Reads an entry. The input is put together from what it says, by the gateway's own functions; what
 * it does not say is left out of the input, so that a policy finds it undefined.
 *
 * @param value the line, parsed
 * @param since milliseconds since the epoch before which entries are left out
 */
export function readLedgerEntry(
  value: unknown,
  gateway: GatewayName | undefined,
  since: number | undefined,
): Recorded | Skipped {
  const entry = value as Partial<LedgerEntry> | null;
  if (entry?.v !== 1 || typeof entry.type !== 'string') return broken('it is not a ledger entry');
  const { type, time, data } = entry;
  if (type !== 'intent' && type !== 'refusal') return { skip: 'other' };
  const written = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  if (Number.isNaN(written)) return broken('it has no time');
  if (!isData[type](data)) return broken(`its data is not that of an entry of type ${type}`);
  if (!isWhole(data)) return { skip: 'other' };
  if (since !== undefined && written < since) return { skip: 'older' };
  return recordedOf(data, time!, gateway);
}

/** A refusal before the decision holds none. */
function isWhole(data: Decided): data is Whole {
  return data.decision !== undefined && data.identity !== undefined && data.request !== undefined;
}

function recordedOf(data: Whole, time: string, gateway?: GatewayName): Recorded | Skipped {
  const { request, identity } = data;
  const canonical = readRequest(request.method, request.host, request.target, data.connection);
  if (canonical === undefined) return broken('its target cannot be read');
  const traceId = 'trace_id' in data ? data.trace_id : undefined;
  const { token_sha256: _, ...known } = identity;
  const now = new Date(decidedAt(data.id, Date.parse(time)));
  // Undefined members are not written.
  const input = describe(canonical, known as Identity, gateway!, traceId!, now);
  const missing = [...NEVER_RECORDED];
  if ((request.body_bytes ?? 0) > 0) missing.push('request.body');
  if (traceId === undefined) missing.push('trace');
  if (gateway === undefined) missing.push('gateway');
  return {
    id: data.id,
    time,
    input: JSON.stringify(input),
    issuer: identity.issuer,
    subject: identity.subject,
    connection: data.connection,
    method: request.method,
    target: request.target,
    decision: data.decision,
    missing,
  };
}

function readRequest(
  method: string,
  host: string,
  target: string,
  connection: string,
): CanonicalRequest | undefined {
  const mark = target.indexOf('?');
  try {
    const path = canonicalisePath(mark < 0 ? target : target.slice(0, mark));
    const query = readQuery(mark < 0 ? '' : target.slice(mark + 1));
    const known = { method, host, path: path.path, segments: path.segments, ...query };
    const request = { ...known, body: { kind: 'none' }, connection: { name: connection } };
    return request as unknown as CanonicalRequest;
  } catch {
    return undefined;
  }
}

/**
 * When the policy was asked. A request may have waited for a person before its entry was written,
 * but its id was made when it came (UUID version 7: the first 48 bits are milliseconds).
 */
function decidedAt(id: string, written: number): number {
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-7/.test(id)) return written;
  const came = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
  return came <= written && written - came < 86_400_000 ? came : written;
}

function broken(why: string): Skipped {
  return { skip: 'broken', why };
}
