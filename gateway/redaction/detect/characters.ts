/** Classes of characters (UTF-16 units), as one table: the scanners ask millions of times. */

const DIGIT = 1;
const LETTER = 2;

/**
 * Letters are those with a case (Latin, Greek, Cyrillic …). Chinese or Japanese text has no spaces: a
 * number begins there right after a letter, which must not hide it.
 */
const CLASSES = classify();

/** For each UTF-16 unit 0 if it is no part of a word, for loops in which a call of `isWord` would count. */
export const WORD: Readonly<Uint8Array> = CLASSES;

/** Whether it is one of 0–9. `NaN`, which is what stands before and behind a text, is in no class. */
export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Whether a letter with a case, or a digit, as part of a word. */
export function isWord(code: number): boolean {
  return (CLASSES[code] ?? 0) !== 0;
}

/** Whether a letter with a case, of any script. */
export function isLetter(code: number): boolean {
  return CLASSES[code] === LETTER;
}

/** Whether one of A–Z, a–z. */
export function isAsciiLetter(code: number): boolean {
  return code < 0x80 && CLASSES[code] === LETTER;
}

/** Whether white space or the end of the text. */
export function isBlank(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d) || Number.isNaN(code);
}

function classify(): Uint8Array {
  const classes = new Uint8Array(0x10000);
  const cased = /[\p{Lu}\p{Ll}\p{Lt}]/u;
  for (let code = 0; code < classes.length; code += 1) {
    if (isDigit(code)) classes[code] = DIGIT;
    else if (cased.test(String.fromCharCode(code))) classes[code] = LETTER;
  }
  return classes;
}
