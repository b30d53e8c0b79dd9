/** Compares what Regent forwarded with what the upstream's own access log says that it got. */
import { SetupError } from '../../gateway/errors.ts';
import type { Reader } from '../../gateway/ledger/read/reader.ts';
import { collectRequests } from './collect-requests.ts';
import { ALL_TIME, Holes, type Span } from './coverage.ts';
import { matchRequests, type MatchOptions, type Matches } from './match.ts';
import type { AccessLog } from './read-log.ts';
import type { Certainty, ForwardedRequest, LoggedRequest, Match, UnreadLine } from './types.ts';
import { toTime } from '../../gateway/to-time.ts';

/** What is compared. */
export interface ReconcileOptions extends MatchOptions {
  /** Needed where the ledger has several. */
  connection?: string;
  /** Milliseconds since the epoch: only what was within is compared. */
  from?: number;
  to?: number;
  /** What an archive was cut out for. */
  covered?: Span;
  /** Targets that are known to come from elsewhere, such as health checks: path, without query. */
  ignore: readonly string[];
}

/** A request of the ledger that no line of the log shows. */
export interface Absent {
  request: ForwardedRequest;
  /** What the ledger says itself of why; absent where it does not. */
  why?: string;
}

/** What came of it. */
export interface Reconciliation {
  format: string;
  /** Milliseconds since the epoch: of the first and last line; absent for an empty log. */
  span?: Span;
  counts: {
    lines: number;
    ignored: number;
    /** Intents and probes. */
    requests: number;
    /** How many of them are probes. */
    probes: number;
    matched: Record<Certainty, number>;
    /** Requests before the log's first line or behind its last. */
    outside: number;
  };
  /** Reached the upstream, and are no request of the ledger. */
  bypassed: LoggedRequest[];
  /** May be requests that the record has not: it was cut out before or after, or retention removed them. */
  uncovered: LoggedRequest[];
  /** Came with a decision id that had been used. */
  repeated: Matches['repeated'];
  /** Are another request than the one whose id they bear. */
  differing: Match[];
  absent: Absent[];
  unread: UnreadLine[];
  /** Whether anything needs an explanation that the ledger does not give. */
  clean: boolean;
}

/** How long before its line a request may be recorded, where the log has the time of the answer. */
const LONGEST = 24 * 3600_000;

/** Why there was no answer, where that says that the upstream may never have seen the request. */
const UNSEEN: Partial<Record<string, string>> = {
  'upstream-unreachable': 'the upstream could not be reached',
  'upstream-credentials': 'the credentials for the upstream could not be read',
  interrupted: 'the gateway was stopped before the answer',
  'client-gone': 'the agent left before the answer',
  'precondition-unavailable': 'what it looked for could not be read',
};

/** Throws SetupError where the ledger has several connections and none is named, or not the named one. */
export async function reconcile(
  reader: Reader,
  log: AccessLog,
  options: ReconcileOptions,
): Promise<Reconciliation> {
  const { from = -Infinity, to = Infinity, window, covered = ALL_TIME } = options;
  const known = log.requests.filter(({ time }) => time >= from && time <= to);
  const ignored = new Set(options.ignore);
  const lines = known.filter(({ target }) => !ignored.has(target.split('?', 1)[0]!));
  const span = spanOf(known, options);
  const holes = new Holes(covered);
  const { requests, connections } = await collectRequests(
    reader,
    {
      ...(span && {
        fromTime: isoOf(span.from - LONGEST - window),
        toTime: isoOf(span.to + window),
      }),
      ...(options.connection !== undefined && { connection: options.connection }),
    },
    holes,
  );
  demandOne(connections, options.connection);
  const found = matchRequests(lines, requests, options);
  const anchor = ({ start, end = start }: ForwardedRequest): number =>
    lines[0]?.at === 'start' ? start : end;
  if (!span && requests.length > 0)
    throw new SetupError([
      '--with: the log has no request in it: say by --from and --to which time it is of',
    ]);
  // What was asked for cuts off lines of requests that are recorded within.
  const least = options.from === undefined ? (span?.from ?? 0) - window : options.from + window;
  const most = options.to === undefined ? (span?.to ?? 0) + window : options.to - window;
  const within = found.absent.filter(
    (request) => anchor(request) >= least && anchor(request) <= most,
  );
  const absent = within.map((request) => explain(request));
  const differing = found.matches.filter(({ differs }) => differs.length > 0);
  const strangers = Map.groupBy(found.unmatched, (line) => holes.isCovered(line, window));
  const result = {
    format: log.format,
    ...(span && { span }),
    counts: {
      lines: known.length,
      ignored: known.length - lines.length,
      requests: requests.length,
      probes: requests.filter(({ probe }) => probe).length,
      matched: countCertainties(found.matches),
      outside: found.absent.length - within.length,
    },
    bypassed: strangers.get(true) ?? [],
    uncovered: strangers.get(false) ?? [],
    repeated: found.repeated,
    differing,
    absent,
    unread: log.unread,
  };
  const findings = [found.unmatched, result.repeated, differing, log.unread];
  const unexplained = absent.filter(({ why }) => why === undefined);
  return { ...result, clean: [...findings, unexplained].every(({ length }) => length === 0) };
}

/** The time that the log is of: what was asked for, else what its lines reach over. Of a log that was cut off nothing else tells. */
function spanOf(
  lines: readonly LoggedRequest[],
  asked: Pick<ReconcileOptions, 'from' | 'to'>,
): Span | undefined {
  let [from, to] = [Infinity, -Infinity];
  for (const { time, precision } of lines) {
    from = Math.min(from, time);
    to = Math.max(to, time + precision - 1);
  }
  const span = { from: asked.from ?? from, to: asked.to ?? to };
  return Number.isFinite(span.from) && Number.isFinite(span.to) ? span : undefined;
}

function isoOf(time: number): string {
  return toTime(Math.max(0, time));
}

function demandOne(connections: ReadonlySet<string>, named: string | undefined): void {
  const names = [...connections].toSorted().join(', ');
  if (named === undefined && connections.size > 1) {
    throw new SetupError([`--connection: name whose upstream wrote the log, one of ${names}`]);
  }
  if (named !== undefined && connections.size > 0 && !connections.has(named)) {
    throw new SetupError([`--connection: ${named} is none of ${names} within the log's time`]);
  }
}

function explain(request: ForwardedRequest): Absent {
  const why = request.status === undefined ? UNSEEN[request.error ?? ''] : undefined;
  return { request, ...(why !== undefined && { why }) };
}

function countCertainties(matches: readonly Match[]): Record<Certainty, number> {
  const counts = { certain: 0, strong: 0, likely: 0, possible: 0 };
  for (const { certainty } of matches) counts[certainty] += 1;
  return counts;
}
