/** Dates within national ids. */

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether a month has such a day; 29 February always counts, for the century is not always known. */
export function isDay(month: number, day: number): boolean {
  return day >= 1 && day <= (DAYS[month - 1] ?? 0);
}

/** Whether `text` is a month and day, or day and month, of two digits each. */
export function isMonthDay(text: string): boolean {
  return isDay(Number(text.slice(0, 2)), Number(text.slice(2)));
}

/** The same, the day first. */
export function isDayMonth(text: string): boolean {
  return isDay(Number(text.slice(2)), Number(text.slice(0, 2)));
}

/** Sum of the digits, each with its weight. */
export function weigh(digits: string, weights: readonly number[]): number {
  let sum = 0;
  weights.forEach((weight, index) => {
    sum += weight * (digits.charCodeAt(index) - 0x30);
  });
  return sum;
}
