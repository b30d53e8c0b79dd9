import type { Place } from './place.ts';

const DURATIONS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const SIZES: Record<string, number> = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };

function multiply(text: string, units: Record<string, number>): number {
  const [, count, unit] = /^([0-9]+)([A-Za-z]+)$/.exec(text) ?? [];
  const factor = units[unit ?? ''];
  if (factor === undefined) throw new Error(`not a quantity: ${text}`);
  return Number(count) * factor;
}

/** Milliseconds of a text such as `30s`, which must be at most `most`. */
export function duration(place: Place, text: string | undefined, most: string): number {
  const value = multiply(place.need(text, most), DURATIONS);
  if (value > multiply(most, DURATIONS)) place.fault(`must be at most ${most}`);
  return value;
}

/** Bytes of a text such as `64KiB`, which must be from `least` to `most`. */
export function size(
  place: Place,
  text: string | undefined,
  [least, most]: readonly [string, string],
): number {
  const value = multiply(place.need(text, most), SIZES);
  if (value < multiply(least, SIZES) || value > multiply(most, SIZES)) {
    place.fault(`must be from ${least} to ${most}`);
  }
  return value;
}

/** A whole number, which must be at most `most`. */
export function count(place: Place, value: number | undefined, most: number): number {
  const number = place.need(value, 0);
  if (number > most) place.fault(`must be at most ${most}`);
  return number;
}
