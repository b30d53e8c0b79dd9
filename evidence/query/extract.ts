/** The columns of an entry: what stands in clear. */
import type { Row } from './types.ts';

/** The columns in the order in which they are shown. */
export const COLUMNS = [
  'seq',
  'time',
  'type',
  'id',
  'session',
  'issuer',
  'subject',
  'client_id',
  'actors',
  'connection',
  'method',
  'action',
  'reasons',
  'purpose',
  'legal_basis',
  'revision',
  'bundle',
  'approval',
  'state',
  'by',
  'code',
  'status',
  'upstream_status',
  'bytes',
  'masked',
  'duration_ms',
  'error',
  'outcome',
] as const satisfies readonly (keyof Row)[];

type Members = Record<string, unknown>;

/** The row of an entry that was parsed; what is not of the type that it should be is null. */
export function extract(entry: Members): Row {
  const data = objectOf(entry['data']);
  const identity = objectOf(data['identity']);
  const bundle = objectOf(data['bundle']);
  return {
    seq: Number(entry['seq']),
    time: String(entry['time']),
    type: String(entry['type']),
    id: textOf(data['id']),
    session: textOf(data['session']),
    issuer: textOf(identity['issuer']),
    subject: textOf(identity['subject']),
    client_id: textOf(identity['client_id']),
    actors: listOf(identity['actors'])?.map((actor) => String(objectOf(actor)['subject'])) ?? null,
    connection: textOf(data['connection']),
    method: textOf(data['method']),
    action: textOf(data['action']),
    reasons: listOf(data['reasons'])?.map(String) ?? null,
    purpose: textOf(data['purpose']),
    legal_basis: textOf(data['legal_basis']),
    revision: textOf(bundle['revision']),
    bundle: textOf(bundle['digest']),
    approval: textOf(data['approval']),
    state: textOf(data['state']),
    by: textOf(objectOf(data['by'])['subject']),
    code: textOf(data['code']),
    status: numberOf(data['status']),
    upstream_status: numberOf(data['upstream_status']),
    bytes: numberOf(data['bytes']),
    masked: countHits(data['masks']),
    duration_ms: numberOf(data['duration_ms']),
    error: textOf(data['error']),
    outcome: null,
  };
}

/** The `seq` of the intent that an outcome is of. */
export function intentOf(entry: Members): number | undefined {
  return numberOf(objectOf(entry['data'])['intent']) ?? undefined;
}

function countHits(masks: unknown): number | null {
  const list = listOf(masks);
  if (list === null) return null;
  return list.reduce<number>((sum, mask) => sum + (numberOf(objectOf(mask)['count']) ?? 0), 0);
}

function objectOf(value: unknown): Members {
  return typeof value === 'object' && value !== null ? (value as Members) : {};
}

function listOf(value: unknown): unknown[] | null {
  return Array.isArray(value) ? value : null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
