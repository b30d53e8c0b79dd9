/** The headers by which a client says what it has and how long it waits. */

/**
 * The preference `wait` (RFC 7240 section 4.3) in milliseconds, at most `most`. OPA writes
 * `modes=snapshot,delta;wait=10`, whose comma ends a preference by the RFC, so both separate here.
 */
export function readWait(header: string | string[] | undefined, most: number): number {
  const text = Array.isArray(header) ? header.join(',') : (header ?? '');
  const seconds = /(?:^|[,;])\s*wait\s*=\s*"?(\d{1,9})"?\s*(?:$|[,;])/i.exec(text)?.[1];
  return Math.min(Number(seconds ?? 0) * 1000, most);
}

/** Whether a preference without a value is there. */
export function prefers(header: string | string[] | undefined, name: string): boolean {
  const text = Array.isArray(header) ? header.join(',') : (header ?? '');
  return text.split(/[,;]/).some((preference) => preference.trim().toLowerCase() === name);
}

/** RFC 9110 section 13.1.2: the comparison is weak, and `*` stands for whatever there is. */
export function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const tags = new Set(header.split(',').map((tag) => tag.trim().replace(/^W\//, '')));
  return tags.has('*') || tags.has(etag);
}
