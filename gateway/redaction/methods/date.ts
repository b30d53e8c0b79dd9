/** RFC 3339 section 5.6: a full-date, alone or in a date-time. */
const DATE =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt](\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:[Zz]|[+-](\d{2}):(\d{2})))?$/;

/** Year and month of a date, as written, so in the date's own offset from UTC. */
export interface DateParts {
  year: string;
  month: string;
}

/** Reads an RFC 3339 date or date-time; undefined for any other text, such as 30 February. */
export function readDate(text: string): DateParts | undefined {
  const match = DATE.exec(text);
  if (!match) return undefined;
  const [, year = '', month = '', day = '', ...rest] = match;
  const [hour, minute, second, offsetHour, offsetMinute] = rest.map((part) => Number(part ?? 0));
  if (Number(day) < 1 || Number(day) > daysIn(Number(year), Number(month))) return undefined;
  if (hour! > 23 || minute! > 59 || offsetHour! > 23 || offsetMinute! > 59) return undefined;
  // A leap second ends a minute 59 wherever the offset is whole hours (appendix D).
  if (second! > (minute === 59 ? 60 : 59)) return undefined;
  return { year, month };
}

/** None in a month that is not. */
function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [31, 0, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}
