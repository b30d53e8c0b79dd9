/** The requests that Regent sent to upstreams, from the ledger. */
import { isAsking } from '../../gateway/ledger/read/is-asking.ts';
import type { Opened, Reader } from '../../gateway/ledger/read/reader.ts';
import type {
  ApprovalData,
  IntentData,
  LedgerEntry,
  OutcomeData,
  ProbeData,
  RefusalData,
  SealedIntent,
  SealedProbe,
} from '../../gateway/types.ts';
import type { Holes } from './coverage.ts';
import type { ForwardedRequest } from './types.ts';

/** What an upstream gave to a probe that found what it looked for. */
const FOUND = 200;

/** Which requests. */
export interface Collect {
  /** RFC 3339, as entries have it, both included: of all time where they are absent. */
  fromTime?: string;
  toTime?: string;
  /** Others are left out. */
  connection?: string;
}

/**
 * Reads the intents and probes of a range, and what became of them, also behind it; the names of all their connections are given.
 * `holes` takes the entries up to the end of the range.
 */
export async function collectRequests(
  reader: Reader,
  { fromTime = '', toTime, connection }: Collect,
  holes: Holes,
): Promise<{ requests: ForwardedRequest[]; connections: Set<string> }> {
  const requests: ForwardedRequest[] = [];
  const connections = new Set<string>();
  const open = new OpenRequests();
  for await (const { entry } of reader.entries()) {
    holes.take(entry);
    if (entry.time < fromTime) continue;
    const isLate = toTime !== undefined && entry.time > toTime;
    if (isLate && open.isEmpty) break;
    open.settle(entry);
    if (isLate || (entry.type !== 'intent' && entry.type !== 'probe')) continue;
    const { id, method, connection: name } = entry.data as IntentData | ProbeData;
    connections.add(name);
    if (connection !== undefined && name !== connection) continue;
    const request: ForwardedRequest = {
      seq: entry.seq,
      id,
      ...(entry.type === 'probe' && { probe: true }),
      connection: name,
      method,
      start: Date.parse(entry.time),
      ...readSealed(await reader.open<SealedIntent | SealedProbe>(entry)),
    };
    requests.push(request);
    open.add(request);
  }
  return { requests, connections };
}

/** Requests of which it is not known yet what became of them. */
class OpenRequests {
  readonly #intents = new Map<number, ForwardedRequest>();
  /** By exchange: it makes one after the other. */
  readonly #probes = new Map<string, ForwardedRequest>();

  get isEmpty(): boolean {
    return this.#intents.size === 0 && this.#probes.size === 0;
  }

  add(request: ForwardedRequest): void {
    if (request.probe) this.#probes.set(request.id, request);
    else this.#intents.set(request.seq, request);
  }

  /** Takes an entry that may say what became of one of them. */
  settle({ type, time, data }: LedgerEntry): void {
    const end = Date.parse(time);
    if (type === 'outcome') this.#close(data as OutcomeData, end);
    if (isFound(type, data))
      this.#closeProbe((data as ProbeData | ApprovalData).id, { end, status: FOUND });
    if (type === 'refusal') {
      const { id, code: error, upstream_status: status } = data as RefusalData;
      this.#closeProbe(id, { end, error, ...(status !== undefined && { status }) });
    }
    if (type === 'start')
      for (const id of this.#probes.keys()) this.#closeProbe(id, { end, error: 'interrupted' });
  }

  #close({ intent, upstream_status: status, error }: OutcomeData, end: number): void {
    const request = this.#intents.get(intent);
    if (!request) return;
    Object.assign(request, {
      end,
      ...(status !== undefined && { status }),
      ...(error !== undefined && { error }),
    });
    this.#intents.delete(intent);
  }

  #closeProbe(id: string, became: Pick<ForwardedRequest, 'end' | 'status' | 'error'>): void {
    const probe = this.#probes.get(id);
    if (probe) Object.assign(probe, became);
    this.#probes.delete(id);
  }
}

/** Whether an entry tells that its exchange has found the world: it asks, uses or looks again then; votes and other ends come between. */
function isFound(type: LedgerEntry['type'], data: unknown): boolean {
  if (type !== 'approval') return type === 'probe';
  const approval = data as ApprovalData;
  return isAsking(approval) || approval.state === 'consumed';
}

function readSealed(
  opened: Opened<SealedIntent | SealedProbe>,
): Pick<ForwardedRequest, 'target' | 'trace'> {
  if (opened.state !== 'open') return {};
  const { sealed } = opened;
  if (!('input' in sealed)) return { target: sealed.request.target, trace: sealed.trace };
  const { request, trace } = sealed.input;
  const query = request.query_string === '' ? '' : `?${request.query_string}`;
  return { target: request.path + query, trace: trace.trace_id };
}
