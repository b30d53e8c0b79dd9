/** Times as access logs write them. */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const COMMON = /^(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})([0-5]\d)$/;

/** Milliseconds since the epoch of `28/Nov/2026:20:20:31 +0100`; undefined where it is none. */
export function readCommonTime(text: string): number | undefined {
  const found = COMMON.exec(text);
  if (!found) return undefined;
  const [, day, month, year, hour, minute, second, sign, zoneHours, zoneMinutes] = found;
  const at = MONTHS.indexOf(month!);
  if (at < 0) return undefined;
  const iso = `${year!}-${String(at + 1).padStart(2, '0')}-${day!}T${hour!}:${minute!}:${second!}Z`;
  const local = readExact(iso);
  if (local === undefined) return undefined;
  const zone = (Number(zoneHours) * 60 + Number(zoneMinutes)) * 60_000;
  return sign === '+' ? local - zone : local + zone;
}

const RFC3339 = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})$/;

/** A time of RFC 3339 and what it is precise to, in milliseconds; undefined where it is none. */
export function readRfc3339(text: string): { time: number; precision: number } | undefined {
  const found = RFC3339.exec(text);
  if (!found) return undefined;
  const [, date, clock, fraction = '', zone] = found;
  const second = readExact(`${date!}T${clock!}Z`);
  const offset = Date.parse(`${date!}T${clock!}${zone!}`);
  if (second === undefined || Number.isNaN(offset)) return undefined;
  const time = offset + Math.floor(Number(`0.${fraction}0`) * 1000);
  return { time, precision: fraction.length >= 3 ? 1 : 10 ** (3 - fraction.length) };
}

/** `Date.parse` takes 31 February for 3 March. */
function readExact(iso: string): number | undefined {
  const time = Date.parse(iso);
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 19) !== iso.slice(0, 19)) {
    return undefined;
  }
  return time;
}
