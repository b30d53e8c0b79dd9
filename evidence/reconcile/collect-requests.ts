/** The requests that Regent forwarded, from the ledger. */
import type { Range, Reader } from '../reader.ts';
import type { ForwardedRequest } from './types.ts';

/** The members of an intent's and an outcome's data that are looked at. */
interface Data {
  id: string;
  connection: string;
  method: string;
  intent: number;
  upstream_status?: number;
  error?: string;
}

/** What the sealed part of an intent says of the request. */
interface SealedInput {
  request: { path: string; query_string: string };
  trace: { trace_id: string };
}

/**
 * Reads the intents of a range, and their outcomes, also those behind it. `connection` leaves others out; the names of all
 * are given.
 */
export async function collectRequests(
  reader: Reader,
  range: Range,
  connection?: string,
): Promise<{ requests: ForwardedRequest[]; connections: Set<string> }> {
  const requests = new Map<number, ForwardedRequest>();
  const connections = new Set<string>();
  const { toTime = Infinity, ...begin } = range;
  let open = 0;
  for await (const { entry } of reader.entries(begin)) {
    const { seq, type } = entry;
    const data = entry.data as unknown as Data;
    const time = Date.parse(entry.time);
    if (time > toTime && open === 0) break;
    if (type === 'intent' && time <= toTime) {
      connections.add(data.connection);
      if (connection !== undefined && data.connection !== connection) continue;
      const { id, method } = data;
      const request = { seq, id, connection: data.connection, method, start: time };
      requests.set(seq, { ...request, ...readSealed(await reader.open(entry)) });
      open += 1;
    } else if (type === 'outcome') {
      const request = requests.get(data.intent);
      if (request === undefined) continue;
      open -= 1;
      request.end = time;
      if (data.upstream_status !== undefined) request.status = data.upstream_status;
      if (data.error !== undefined) request.error = data.error;
    }
  }
  return { requests: [...requests.values()], connections };
}

function readSealed(
  opened: Awaited<ReturnType<Reader['open']>>,
): Pick<ForwardedRequest, 'target' | 'trace'> {
  if (opened.state !== 'open') return {};
  const { request, trace } = opened.sealed['input'] as SealedInput;
  const query = request.query_string === '' ? '' : `?${request.query_string}`;
  return { target: request.path + query, trace: trace.trace_id };
}
