/** Phone numbers: international ones, and national ones that their form or a word before them gives away. */
import { isDigit, isWord } from './characters.ts';
import { CONTEXT, follows } from './context.ts';
import { isSurelyNational, mayBeNational, PHONE_WORDS } from './phone-forms.ts';
import { existsAnywhere } from './phone-plans.ts';
import { DIGITS, type Emit, type Scanner } from './scanner.ts';

/** Digits, up to three marks between two of them; each character fits one place only, so it is linear. */
const WRITTEN = /\+? ?\(?\d(?:[ .\-/()]{0,3}\d){6,16}/y;
const LONGEST = 3 + 17 * 4;
const MIN_DIGITS = 8;
/** E.164 allows 15 digits; two more for `00`. */
const MAX_DIGITS = 17;

/** Finds phone numbers; of several that begin at one place the longest. */
export const scanPhone: Scanner = {
  atWordStart: DIGITS,
  anywhere: '+(',
  behind: CONTEXT + 2,
  ahead: LONGEST + 1,
  scan(text: string, at: number, emit: Emit): void {
    const longest = longestAt(text, at);
    if (longest === undefined || continues(text, at)) return;
    const announced = longest.startsWith('+') || follows(text, at, PHONE_WORDS);
    for (let end = at + longest.length; end > at; end = endOfGroupBefore(text, at, end)) {
      const written = text.slice(at, end);
      const digits = written.replace(/\D/g, '');
      if (digits.length < MIN_DIGITS) return;
      if (digits.length > MAX_DIGITS || isWord(text.charCodeAt(end))) continue;
      if (isPhone(text, at, written, digits, announced)) {
        emit(at, end);
        return;
      }
    }
  },
};

/** The longest text at `at` that may be a number: at most one pair of brackets, and eight groups. */
function longestAt(text: string, at: number): string | undefined {
  WRITTEN.lastIndex = at;
  const written = WRITTEN.exec(text)?.[0];
  if (written === undefined) return undefined;
  const [longest] = /^[^\d]*(?:\d+[^\d(]*){1,8}(?:\(\d+\)[^\d(]*(?:\d+[^\d(]*){1,7})?/.exec(
    written,
  )!;
  // `(030) …`, and not a number that stands in brackets as a whole.
  return longest.startsWith('(') && !longest.includes(')')
    ? undefined
    : longest.replace(/\D+$/, '');
}

function isPhone(
  text: string,
  at: number,
  written: string,
  digits: string,
  announced: boolean,
): boolean {
  if (written.startsWith('+')) return existsAnywhere(digits);
  if (announced && mayBeNational(digits)) return true;
  // Behind another group of digits it is the rest of a longer number.
  if (isDigit(text.charCodeAt(at - 2)) && ' -'.includes(text[at - 1]!)) return false;
  if (digits.startsWith('00') && existsAnywhere(digits.slice(2))) return true;
  return isSurelyNational(written, digits);
}

/** Whether what stands at `at` goes on with a number, date or time that began before. */
function continues(text: string, at: number): boolean {
  const before = text[at - 1];
  if (before === undefined || text[at] === '+') return false;
  if (before === '+') return true;
  return '.,/:-_'.includes(before) && isDigit(text.charCodeAt(at - 2));
}

/** Where the digits end that stand before the last group of a number; `at` if there are none. */
function endOfGroupBefore(text: string, at: number, end: number): number {
  let before = end;
  while (before > at && isDigit(text.charCodeAt(before - 1))) before -= 1;
  while (before > at && !isDigit(text.charCodeAt(before - 1))) before -= 1;
  return before;
}
