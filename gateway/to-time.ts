/** RFC 3339 in UTC, of milliseconds since the epoch. */
export function toTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
