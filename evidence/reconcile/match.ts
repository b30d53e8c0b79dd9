/** Finds for each line of an access log the request that it is: one to one. */
import { matchByTime } from './match-by-time.ts';
import type { ForwardedRequest, LoggedRequest, Match } from './types.ts';

/** Whatever may differ without being a difference. */
export interface MatchOptions {
  /** Milliseconds between the clocks, and between an event and its record. */
  window: number;
  /** What the log's targets begin with and Regent's do not: the path of the connection's upstream. */
  prefix: string;
}

/** What came of it. */
export interface Matches {
  matches: Match[];
  /** Lines that are no request of the ledger. */
  unmatched: LoggedRequest[];
  /** Lines whose decision id another line has too: the same decision reached the upstream twice. */
  repeated: { line: LoggedRequest; seq: number }[];
  /** Requests of the ledger that no line is. */
  absent: ForwardedRequest[];
}

/** By decision id, else by trace, else by what the request was and when. */
export function matchRequests(
  lines: readonly LoggedRequest[],
  requests: readonly ForwardedRequest[],
  options: MatchOptions,
): Matches {
  const found: Matches = { matches: [], unmatched: [], repeated: [], absent: [] };
  const free = new Set(requests);
  const take = (match: Match, request: ForwardedRequest): void => {
    found.matches.push(match);
    free.delete(request);
  };
  const left = matchByDecision(lines, requests, options, found, take);
  const rest = matchByTrace(left, free, options, take);
  found.unmatched = matchByTime(rest, [...free], options, take);
  found.absent = [...free];
  found.matches.sort((a, b) => a.line - b.line);
  return found;
}

type Take = (match: Match, request: ForwardedRequest) => void;

/** Gives the lines that are left. A decision id that the ledger does not have proves nothing: anybody can write one. */
function matchByDecision(
  lines: readonly LoggedRequest[],
  requests: readonly ForwardedRequest[],
  options: MatchOptions,
  found: Matches,
  take: Take,
): LoggedRequest[] {
  const byId = new Map(requests.map((request) => [request.id, request]));
  const seen = new Map<string, ForwardedRequest>();
  const left: LoggedRequest[] = [];
  for (const line of lines) {
    const id = line.decision;
    const request = id === undefined ? undefined : byId.get(id);
    if (id === undefined || request === undefined) {
      left.push(line);
    } else if (seen.has(id)) {
      found.repeated.push({ line, seq: request.seq });
    } else {
      seen.set(id, request);
      const differs = differences(line, request, options);
      take({ line: line.line, seq: request.seq, certainty: 'certain', differs }, request);
    }
  }
  return left;
}

/** A trace may hold several requests: those that are the same in everything come first, then in order of time. */
function matchByTrace(
  lines: readonly LoggedRequest[],
  free: ReadonlySet<ForwardedRequest>,
  options: MatchOptions,
  take: Take,
): LoggedRequest[] {
  const byTrace = Map.groupBy(free, ({ trace }) => trace ?? '');
  byTrace.delete('');
  const left: LoggedRequest[] = [];
  for (const line of lines) {
    const candidates = (byTrace.get(line.trace ?? '') ?? []).filter((request) => free.has(request));
    const scored = candidates
      .map((request) => ({ request, differs: differences(line, request, options) }))
      .toSorted((a, b) => a.differs.length - b.differs.length || a.request.seq - b.request.seq);
    const best = scored[0];
    if (best === undefined || best.differs.length > 0) {
      left.push(line);
    } else {
      take(
        { line: line.line, seq: best.request.seq, certainty: 'strong', differs: [] },
        best.request,
      );
    }
  }
  return left;
}

/** What of a line is not as the ledger has it. */
function differences(
  line: LoggedRequest,
  request: ForwardedRequest,
  { window, prefix }: MatchOptions,
): string[] {
  const differs: string[] = [];
  if (line.method !== request.method) differs.push('method');
  if (request.target !== undefined && line.target !== prefix + request.target) {
    differs.push('target');
  }
  if (request.status !== undefined && line.status !== request.status) differs.push('status');
  const end = request.end ?? Infinity;
  if (line.time + line.precision + window < request.start || line.time - window > end) {
    differs.push('time');
  }
  return differs;
}
