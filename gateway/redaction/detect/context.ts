/** Words that stand before a value and tell what it is. */
import { isDigit, isWord } from './characters.ts';

/** How far before a value such words may stand, in characters. */
export const CONTEXT = 48;

/**
 * Whether one of the words stands, as a whole word, in the text before `at`, with no digit in
 * between: with one, the word belongs to another value.
 *
 * @param words in lower case
 */
export function follows(text: string, at: number, words: readonly string[]): boolean {
  let from = at;
  const limit = Math.max(0, at - CONTEXT);
  while (from > limit && !isDigit(text.charCodeAt(from - 1))) from -= 1;
  if (at - from < 2) return false;
  const before = text.slice(from, at).toLowerCase();
  return words.some((word) => holdsWord(before, word));
}

function holdsWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!isWord(text.charCodeAt(at - 1)) && !isWord(text.charCodeAt(at + word.length))) return true;
  }
  return false;
}
