/** The requests that Regent forwarded, from the ledger. */
import type { Opened, Range, Reader } from '../../gateway/ledger/read/reader.ts';
import type { IntentData, OutcomeData, SealedIntent } from '../../gateway/types.ts';
import type { ForwardedRequest } from './types.ts';

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
  const { toTime, ...begin } = range;
  let open = 0;
  for await (const { entry } of reader.entries(begin)) {
    const isLate = toTime !== undefined && entry.time > toTime;
    if (isLate && open === 0) break;
    if (entry.type === 'intent' && !isLate) {
      const { id, method, connection: name } = entry.data as IntentData;
      connections.add(name);
      if (connection !== undefined && name !== connection) continue;
      const opened = readSealed(await reader.open<SealedIntent>(entry));
      const { seq } = entry;
      const start = Date.parse(entry.time);
      requests.set(seq, { seq, id, connection: name, method, start, ...opened });
      open += 1;
    } else if (entry.type === 'outcome') {
      const { intent, upstream_status: status, error } = entry.data as OutcomeData;
      const request = requests.get(intent);
      if (request === undefined) continue;
      open -= 1;
      request.end = Date.parse(entry.time);
      if (status !== undefined) request.status = status;
      if (error !== undefined) request.error = error;
    }
  }
  return { requests: [...requests.values()], connections };
}

function readSealed(opened: Opened<SealedIntent>): Pick<ForwardedRequest, 'target' | 'trace'> {
  if (opened.state !== 'open') return {};
  const { request, trace } = opened.sealed.input;
  const query = request.query_string === '' ? '' : `?${request.query_string}`;
  return { target: request.path + query, trace: trace.trace_id };
}
