/** Pairs lines and requests that are alike by how close in time they are. */
import type { MatchOptions } from './match.ts';
import { pairClosest } from './pair-closest.ts';
import type { ForwardedRequest, LoggedRequest, Match } from './types.ts';

type Take = (match: Match, request: ForwardedRequest) => void;

/**
 * Pairs what has the same method, target and status, then, with less certainty, what of that is not known of the request: its
 * target where it was erased, its status where no answer came. Closest first. Gives the lines that are left.
 */
export function matchByTime(
  lines: readonly LoggedRequest[],
  requests: readonly ForwardedRequest[],
  options: MatchOptions,
  take: Take,
): LoggedRequest[] {
  let left = [...lines];
  for (const known of LEVELS) {
    const able = requests.filter(
      ({ target, status }) =>
        (target !== undefined) === known.target && (status !== undefined) === known.status,
    );
    const groups = Map.groupBy(able, (request) =>
      keyOf(
        request.method,
        known.target ? options.prefix + request.target! : '',
        known.status ? request.status! : 0,
      ),
    );
    const byKey = Map.groupBy(left, (line) =>
      keyOf(line.method, known.target ? line.target : '', known.status ? line.status : 0),
    );
    const taken = new Set<LoggedRequest>();
    for (const [key, group] of groups) {
      for (const pair of pairClosest(byKey.get(key) ?? [], group, options.window)) {
        const isSure = known.target && known.status && pair.alone;
        taken.add(pair.line);
        take(
          {
            line: pair.line.line,
            seq: pair.request.seq,
            certainty: isSure ? 'likely' : 'possible',
            differs: [],
          },
          pair.request,
        );
      }
    }
    left = left.filter((line) => !taken.has(line));
  }
  return left;
}

/** What is known of the requests that are looked at, most first. */
const LEVELS = [
  { target: true, status: true },
  { target: true, status: false },
  { target: false, status: true },
  { target: false, status: false },
] as const;

function keyOf(method: string, target: string, status: number): string {
  return `${method} ${String(status)} ${target}`;
}
