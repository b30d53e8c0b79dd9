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
  /** Lines whose decision id more lines have than requests: the same decision reached the upstream once too often. */
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
  const byId = Map.groupBy(requests, ({ id }) => id);
  const idOf = ({ decision = '' }: LoggedRequest): string => (byId.has(decision) ? decision : '');
  const byLineId = Map.groupBy(lines, idOf);
  const left = byLineId.get('') ?? [];
  byLineId.delete('');
  for (const [id, own] of byLineId) {
    const [taken, seen] = [new Set<LoggedRequest>(), new Set<ForwardedRequest>()];
    const pairs = pairAll(own, byId.get(id)!, options);
    for (const { line, request, differs } of pairs) {
      if (taken.has(line) || seen.has(request)) continue;
      taken.add(line);
      seen.add(request);
      take({ line: line.line, seq: request.seq, certainty: 'certain', differs }, request);
    }
    for (const { line, request } of pairs) {
      if (taken.has(line)) continue;
      taken.add(line);
      found.repeated.push({ line, seq: request.seq });
    }
  }
  found.repeated.sort((a, b) => a.line.line - b.line.line);
  return left;
}

/** Each line with each request: an exchange may have made several. What is the same in everything first, then in their order. */
function pairAll(
  lines: readonly LoggedRequest[],
  requests: readonly ForwardedRequest[],
  options: MatchOptions,
): { line: LoggedRequest; request: ForwardedRequest; differs: string[] }[] {
  const pairs = lines.flatMap((line) =>
    requests.map((request) => ({ line, request, differs: differences(line, request, options) })),
  );
  return pairs.toSorted((a, b) => a.differs.length - b.differs.length);
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
