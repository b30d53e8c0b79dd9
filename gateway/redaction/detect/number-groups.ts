/** Numbers as people write them: groups of digits with one separator between two of them. */
import { isDigit, isWord } from './characters.ts';

/** A number from its start to the end of one of its groups. */
export interface GroupedNumber {
  /** Without separators. */
  digits: string;
  /** Lengths of the groups with the separators between them, such as `4-6-5`. */
  layout: string;
  end: number;
}

const MAX_DIGITS = 24;
/** No number that is looked for has more, and each is a try. */
const MAX_GROUPS = 8;
const SEPARATORS = ' -./+';
/** How far ahead `readGroups` looks. */
export const GROUPS_AHEAD = 2 * MAX_DIGITS + 1;

/**
 * The numbers that begin at `at`, one for each group after which no letter or digit follows, the
 * shortest first. None if there it is the decimals of a number.
 */
export function readGroups(text: string, at: number): GroupedNumber[] {
  const before = text.charCodeAt(at - 1);
  const decimal = before === 0x2e || before === 0x2c;
  if (decimal && isDigit(text.charCodeAt(at - 2))) return [];
  const numbers: GroupedNumber[] = [];
  let digits = '';
  let layout = '';
  let end = at;
  while (digits.length <= MAX_DIGITS && numbers.length < MAX_GROUPS) {
    const from = end;
    while (isDigit(text.charCodeAt(end)) && digits.length + end - from <= MAX_DIGITS) end += 1;
    if (end === from) break;
    digits += text.slice(from, end);
    layout += String(end - from);
    if (isWord(text.charCodeAt(end))) break;
    numbers.push({ digits, layout, end });
    const separator = text[end];
    if (separator === undefined || !SEPARATORS.includes(separator)) break;
    layout += separator;
    end += 1;
  }
  return numbers.filter((number) => number.digits.length <= MAX_DIGITS);
}
