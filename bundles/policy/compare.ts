/** Where two JSON values differ. */

/** A place at which they differ; what a side lacks is undefined. */
export interface Difference {
  /** Such as `$.masks[0].path`. */
  place: string;
  left: unknown;
  right: unknown;
}

/** All places at which two JSON values differ. The order of an object's members is no difference. */
export function compareValues(left: unknown, right: unknown, place = '$'): Difference[] {
  if (Array.isArray(left) && Array.isArray(right)) {
    const length = Math.max(left.length, right.length);
    return Array.from({ length }, (_, i) =>
      compareValues(left[i], right[i], `${place}[${i}]`),
    ).flat();
  }
  if (isObject(left) && isObject(right)) {
    const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])].toSorted();
    return keys.flatMap((key) =>
      compareValues(own(left, key), own(right, key), `${place}${step(key)}`),
    );
  }
  return left === right ? [] : [{ place, left, right }];
}

/** Lines of a diff, `-` for the left side, `+` for the right; at most 50, and how many are left out. */
export function describeDifferences(left: unknown, right: unknown): string[] {
  const lines: string[] = [];
  for (const { place, left: was, right: is } of compareValues(left, right)) {
    if (was !== undefined) lines.push(`- ${place}: ${show(was)}`);
    if (is !== undefined) lines.push(`+ ${place}: ${show(is)}`);
  }
  const rest = lines.length - MAX_LINES;
  return rest > 0 ? [...lines.slice(0, MAX_LINES), `… ${rest} more lines`] : lines;
}

const MAX_LINES = 50;
const MAX_VALUE = 300;

function show(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text;
}

function step(key: string): string {
  return /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

function own(object: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
