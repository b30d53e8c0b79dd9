/** A line of Regent's ledger as a recorded decision. The format is `schemas/ledger-entry.json`. */
import { Ajv } from 'ajv';
import decisionSchema from '../../schemas/decision.json' with { type: 'json' };
import inputSchema from '../../schemas/input.json' with { type: 'json' };
import entrySchema from '../../schemas/ledger-entry.json' with { type: 'json' };
import type { Decision, LedgerEntry, PolicyInput, SealedIntent } from '../../gateway/types.ts';
import type { Recorded, Skipped } from './types.ts';

/** An intent or a refusal that was opened: what a worker gets instead of the entry. */
export interface OpenedEntry {
  type: 'opened';
  was: 'intent' | 'refusal';
  id: string;
  time: string;
  sealed: SealedIntent;
}

/** What a worker gets instead of an entry that cannot be opened. */
export type ClosedEntry = { type: 'erased' } | { type: 'damaged'; why: string };

const ajv = new Ajv({
  strict: false,
  validateFormats: false,
  schemas: [decisionSchema, inputSchema, entrySchema],
});
const isSealed = {
  intent: ajv.compile<SealedIntent>({
    $ref: `${entrySchema.$id}#/definitions/sealed_intent`,
  }),
  refusal: ajv.compile<SealedIntent>({
    $ref: `${entrySchema.$id}#/definitions/sealed_refusal`,
  }),
};
const isDecisionSchema = ajv.getSchema<Decision>(decisionSchema.$id)!;

/** Whether a value is of `schemas/decision.json`. */
export function isDecision(value: unknown): value is Decision {
  return isDecisionSchema(value) as boolean;
}

/**
 * Reads an entry.
 *
 * @param value the line, parsed; where it is a decision, as it was opened
 * @param since milliseconds since the epoch before which entries are left out
 */
export function readLedgerEntry(value: unknown, since: number | undefined): Recorded | Skipped {
  const entry = value as Partial<LedgerEntry> | OpenedEntry | ClosedEntry | null;
  if (entry?.type === 'opened') return readOpened(entry, since);
  if (entry?.type === 'erased') return { skip: 'erased' };
  if (entry?.type === 'damaged') return broken(entry.why);
  if (entry?.v !== 2 || typeof entry.type !== 'string') return broken('it is not a ledger entry');
  return { skip: 'other' };
}

function readOpened(
  { id, time, was, sealed }: OpenedEntry,
  since: number | undefined,
): Recorded | Skipped {
  const written = Date.parse(time);
  if (Number.isNaN(written)) return broken('it has no time');
  if (!isSealed[was](sealed) || !isWhole(sealed)) return broken('what it seals is not of its form');
  if (since !== undefined && written < since) return { skip: 'older' };
  const { input, decision } = sealed as SealedIntent & { input: PolicyInput };
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

function isWhole({ input, decision }: Partial<SealedIntent>): boolean {
  return input !== undefined && decision !== undefined;
}
