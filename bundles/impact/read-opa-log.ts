/**
 * An entry of OPA's decision log (https://www.openpolicyagent.org/docs/management-decision-logs) as a
 * recorded decision.
 */
import type { Decision } from '../../gateway/types.ts';
import { ENTRYPOINT } from '../read.ts';
import { isDecision } from './read-ledger.ts';
import type { Recorded, Skipped } from './types.ts';

/** An object of which nothing is known. */
type Any = Record<string, unknown>;

/**
 * Reads an entry. Where OPA gave no result, the recorded decision is the denial that Regent makes of
 * it.
 *
 * @param value the line or array element, parsed
 * @param since milliseconds since the epoch before which entries are left out
 */
export function readOpaEntry(value: unknown, since: number | undefined): Recorded | Skipped {
  if (!isObject(value)) return broken('it is not a JSON object');
  // OPA writes its other log lines to the same stream.
  const { path, timestamp, decision_id: id, input } = value;
  if (path !== ENTRYPOINT && path !== `/${ENTRYPOINT}`) return { skip: 'other' };
  const time = typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN;
  if (Number.isNaN(time)) return broken('it has no timestamp');
  if (since !== undefined && time < since) return { skip: 'older' };
  const changed = [...pointers(value['erased']), ...pointers(value['masked'])];
  if (changed.some((pointer) => pointer.startsWith('/result'))) return { skip: 'not-comparable' };
  const decision = decisionOf(value);
  if (decision === undefined) return broken('its result is not a decision');
  if (!isObject(input)) return broken('it has no input, or one that is not an object');
  const request = member(input, 'request');
  const identity = member(input, 'identity');
  const query = text(request['query_string']);
  return {
    id: text(id),
    time: timestamp as string,
    input: JSON.stringify(input),
    issuer: text(identity['issuer']),
    subject: text(identity['subject']),
    connection: text(member(input, 'connection')['name']),
    method: text(request['method']),
    target: text(request['path']) + (query === '' ? '' : `?${query}`),
    decision,
    incomplete: changed.length > 0,
  };
}

function decisionOf(entry: Any): Decision | undefined {
  const { result, error } = entry;
  if (error !== undefined && error !== null) return { action: 'deny', reasons: ['policy-error'] };
  if (result === undefined) return { action: 'deny', reasons: ['policy-undefined'] };
  return isDecision(result) ? result : undefined;
}

/** JSON Pointers of what was masked; whatever else stands there counts as one to the input. */
function pointers(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.map((item) => (typeof item === 'string' ? item : '/input'));
}

function member(value: Any, name: string): Any {
  const found = value[name];
  return isObject(found) ? found : {};
}

function isObject(value: unknown): value is Any {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function broken(why: string): Skipped {
  return { skip: 'broken', why };
}
