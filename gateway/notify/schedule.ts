import type { Tuning } from './contract.ts';

/** The longest that a receiver may ask to be left alone, in milliseconds. */
const LONGEST_WISH = 6 * 3_600_000;

/** How long until a message is tried again that has failed `attempts` times before, in milliseconds. */
export function pauseAfter(
  attempts: number,
  wish: number | undefined,
  { firstPause, lastPause }: Tuning,
): number {
  const pause = Math.min(firstPause * 4 ** Math.min(attempts, 20), lastPause);
  const wished = Math.min(wish ?? 0, LONGEST_WISH);
  // Half of it by chance, so that what has failed together does not come back together.
  return Math.ceil(Math.max(wished, pause * (0.5 + Math.random() / 2)));
}

/** `Retry-After` (RFC 9110 section 10.2.3) in milliseconds; undefined where there is none that can be read. */
export function readRetryAfter(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  if (/^[0-9]{1,9}$/.test(value)) return Number(value) * 1000;
  const at = /^[A-Z][a-z]{2}, /.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
