import { ServerRefusal } from './problems.ts';

/** More callers than this at once and all begin anew: the memory is bounded. */
const MAX_CALLERS = 10_000;

/**
 * Counts what each caller changes, tried or done, in whole minutes. The function it returns throws
 * ServerRefusal `too-many-publishes` past the limit.
 */
export function createRateLimit(
  perMinute: number,
  now: () => number = Date.now,
): (caller: string) => void {
  let minute = -1;
  const counts = new Map<string, number>();
  return (caller) => {
    const current = Math.floor(now() / 60_000);
    if (current !== minute || counts.size >= MAX_CALLERS) counts.clear();
    minute = current;
    const count = (counts.get(caller) ?? 0) + 1;
    counts.set(caller, count);
    if (count > perMinute) {
      const retryAfter = 60 - Math.floor((now() / 1000) % 60);
      const detail = `At most ${perMinute} changes a minute; try again in ${retryAfter} s.`;
      throw new ServerRefusal('too-many-publishes', detail, { retryAfter });
    }
  };
}
