/** JSON lines, as Envoy's `json_format` and nginx's `escape=json` write them. */
import { readJson, toValue } from '../../gateway/json/read.ts';
import { readDecisionId, readTraceId, splitRequest } from './parse-request.ts';
import { readCommonTime, readRfc3339 } from './read-time.ts';
import type { LoggedRequest, UnreadLine } from './types.ts';

/** What a member may be called, in lower case and with `_` for `-`. */
const NAMES = {
  start: ['start_time', 'starttime'],
  end: ['time', 'timestamp', '@timestamp', 'time_iso8601', 'time_local', 'msec', 'ts'],
  method: ['method', 'request_method'],
  target: ['path', 'request_uri', 'uri', 'x_envoy_original_path'],
  request: ['request'],
  status: ['status', 'response_code', 'status_code'],
  decision: ['x_regent_decision_id', 'http_x_regent_decision_id', 'decision_id'],
  trace: ['traceparent', 'http_traceparent', 'trace_id'],
} as const;

type Members = Map<string, unknown>;

/** A line that is a JSON object, read strictly: a name that stands twice makes it unreadable. */
export function parseJson(text: string, line: number): LoggedRequest | UnreadLine {
  const members = readMembers(text);
  if (members === undefined) return { line, why: 'it is not a JSON object, or has a name twice' };
  const when = readTime(members);
  if (when === undefined) return { line, why: `it has no time (${NAMES.start[0]}, time, …)` };
  const request = readRequest(members);
  if (request === undefined) return { line, why: 'it has no method and path, and no request' };
  const status = Number(textOf(members, NAMES.status) ?? Number.NaN);
  if (!Number.isInteger(status) || status < 0 || status > 999) {
    return { line, why: 'it has no status' };
  }
  const decision = readDecisionId(textOf(members, NAMES.decision) ?? '');
  const trace = readTraceId(textOf(members, NAMES.trace) ?? '');
  return {
    line,
    ...when,
    ...request,
    status,
    ...(decision !== undefined && { decision }),
    ...(trace !== undefined && { trace }),
  };
}

function readMembers(text: string): Members | undefined {
  try {
    const value = toValue(readJson(Buffer.from(text), { maxDepth: 16 }), { exactNumbers: false });
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const entries = Object.entries(value);
    const members: Members = new Map(
      entries.map(([name, member]) => [name.toLowerCase().replaceAll('-', '_'), member]),
    );
    return members.size === entries.length ? members : undefined;
  } catch {
    return undefined;
  }
}

function readTime(members: Members): Pick<LoggedRequest, 'time' | 'precision' | 'at'> | undefined {
  for (const at of ['start', 'end'] as const) {
    const text = textOf(members, NAMES[at]);
    if (text === undefined) continue;
    const exact = readRfc3339(text);
    if (exact) return { ...exact, at };
    const common = readCommonTime(text);
    if (common !== undefined) return { time: common, precision: 1000, at };
    // Seconds since the epoch, as nginx's $msec.
    if (/^\d{9,11}(\.\d{1,9})?$/.test(text)) {
      return {
        time: Math.floor(Number(text) * 1000),
        precision: text.includes('.') ? 1 : 1000,
        at,
      };
    }
  }
  return undefined;
}

function readRequest(members: Members): { method: string; target: string } | undefined {
  const method = textOf(members, NAMES.method);
  const target = textOf(members, NAMES.target);
  if (method !== undefined && target !== undefined) return { method, target };
  const request = textOf(members, NAMES.request);
  return request === undefined ? undefined : splitRequest(request);
}

/** The first of the members that is there and is text or a number; `-` is none. */
function textOf(members: Members, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = members.get(name);
    if (typeof value === 'number') return String(value);
    if (typeof value === 'string' && value !== '-' && value !== '') return value;
  }
  return undefined;
}
