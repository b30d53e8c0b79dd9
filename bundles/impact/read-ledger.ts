/** A line of Regent's ledger as a recorded decision. The format is `schemas/ledger-entry.json`. */
import { Ajv } from 'ajv';
import decisionSchema from '../../schemas/decision.json' with { type: 'json' };
import inputSchema from '../../schemas/input.json' with { type: 'json' };
import entrySchema from '../../schemas/ledger-entry.json' with { type: 'json' };
import type { Decision, IntentData, LedgerEntry, RefusalData } from '../../gateway/types.ts';
import type { Recorded, Skipped } from './types.ts';

type Decided = IntentData | RefusalData;
type Whole = Decided & Pick<IntentData, 'input' | 'decision'>;

const ajv = new Ajv({
  strict: false,
  validateFormats: false,
  schemas: [decisionSchema, inputSchema, entrySchema],
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

/**
 * Reads an entry.
 *
 * @param value the line, parsed
 * @param since milliseconds since the epoch before which entries are left out
 */
export function readLedgerEntry(value: unknown, since: number | undefined): Recorded | Skipped {
  const entry = value as Partial<LedgerEntry> | null;
  if (entry?.v !== 1 || typeof entry.type !== 'string') return broken('it is not a ledger entry');
  const { type, time, data } = entry;
  if (type !== 'intent' && type !== 'refusal') return { skip: 'other' };
  const written = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  if (Number.isNaN(written)) return broken('it has no time');
  if (!isData[type](data)) return broken(`its data is not that of an entry of type ${type}`);
  if (!isWhole(data)) return { skip: 'other' };
  if (since !== undefined && written < since) return { skip: 'older' };
  return recordedOf(data, time!);
}

/** A refusal before the decision holds none. */
function isWhole(data: Decided): data is Whole {
  return data.decision !== undefined && data.input !== undefined;
}

function recordedOf({ id, input, decision }: Whole, time: string): Recorded {
  const { identity, request, connection } = input;
  const query = request.query_string === '' ? '' : `?${request.query_string}`;
  return {
    id,
    time,
    input: JSON.stringify(input),
    issuer: identity.issuer,
    subject: identity.subject,
    connection: connection.name,
    method: request.method,
    target: request.path + query,
    decision,
    incomplete: false,
  };
}

function broken(why: string): Skipped {
  return { skip: 'broken', why };
}
