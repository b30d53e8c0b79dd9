/** IBANs, in one piece or in groups. */
import { isAsciiLetter, isDigit, isWord } from './characters.ts';
import { hasIbanChecksum, ibanLength, MAX_IBAN } from './iban.ts';
import { type Emit, LOWER, type Scanner, UPPER } from './scanner.ts';

/** Finds IBANs. Between any two characters one space, full stop or dash may stand. */
export const scanIban: Scanner = {
  atWordStart: UPPER + LOWER,
  anywhere: '',
  behind: 1,
  ahead: 2 * MAX_IBAN + 1,
  scan(text: string, at: number, emit: Emit): void {
    if (!isAsciiLetter(text.charCodeAt(at + 1))) return;
    // The check digits may stand behind a space.
    if (!isDigit(text.charCodeAt(at + 2)) && !isDigit(text.charCodeAt(at + 3))) return;
    const length = ibanLength(text.slice(at, at + 2).toUpperCase());
    if (length === undefined) return;
    let end = at;
    let iban = '';
    while (iban.length < length) {
      if (isSeparator(text[end]) && end > at) end += 1;
      const code = text.charCodeAt(end);
      if (!isDigit(code) && !isAsciiLetter(code)) return;
      iban += text[end];
      end += 1;
    }
    if (isWord(text.charCodeAt(end)) || !/^..\d\d/.test(iban)) return;
    if (hasIbanChecksum(iban.toUpperCase())) emit(at, end);
  },
};

function isSeparator(character: string | undefined): boolean {
  return character === ' ' || character === '-' || character === '.';
}
