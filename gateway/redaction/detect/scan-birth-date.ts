/** Dates of birth: dates behind a word that says so, found by the first digit of their day or year. */
import { isWord } from './characters.ts';
import { CONTEXT, follows } from './context.ts';
import { isDay } from './national/calendar.ts';
import { DIGITS, type Emit, type Scanner } from './scanner.ts';

/** Such words, in lower case. */
const BIRTH_WORDS = (
  'born|dob|d.o.b|date of birth|birth date|birthdate|birthday|date_of_birth|birth_date|dateofbirth|' +
  'geboren|geb|geburtsdatum|geburtstag|geboortedatum|né|née|né(e)|ne le|nee le|date de naissance|' +
  'nacido|nacida|nació|fecha de nacimiento|nascido|nascida|data de nascimento|nato|nata|data di nascita|' +
  'ur|urodzony|urodzona|urodził się|urodziła się|data urodzenia|narozen|narozena|datum narození|' +
  'rođen|rođena|datum rođenja|născut|născută|data nașterii|роден|родена|дата на раждане|γεννήθηκε|' +
  'född|födelsedatum|født|fødselsdato|syntynyt|syntymäaika'
).split('|');

/** First three letters of months, in the languages above; more letters may follow. */
const MONTHS =
  'jan feb mar apr may jun jul aug sep oct nov dec mai mär okt dez fév avr jui aoû déc ene abr ago dic gen ' +
  'mag giu lug set ott sty lut kwi maj cze lip sie wrz paź lis gru mei maa mrt fev out dez';
const MONTH_WORD = String.raw`\p{L}{3,12}\.?`;
const YEAR = String.raw`(?:19|20)\d\d`;
/** All are of bounded length, and no two parts that follow each other take the same character. */
const YEAR_FIRST = new RegExp(`${YEAR}([-./])(\\d\\d?)\\1(\\d\\d?)`, 'uy');
const DAY_FIRST = new RegExp(
  `(\\d\\d?)(?:[-/]|\\. ?)(\\d\\d?)(?:[-/]|\\. ?)(?:${YEAR}|\\d\\d)`,
  'uy',
);
const DAY_AND_WORD = new RegExp(
  `(\\d\\d?)(?:st|nd|rd|th|\\.|º|er)? (?:of |de |d')?(${MONTH_WORD}),? (?:de |del )?${YEAR}`,
  'uy',
);
const WORD_FIRST = new RegExp(`^(\\d\\d?)(?:st|nd|rd|th)?,? ${YEAR}`, 'u');
const WORD_BEFORE = new RegExp(`(${MONTH_WORD}) $`, 'u');
const LONGEST_DATE = 48;
const LONGEST_MONTH = 14;

/** Finds dates of birth. */
export const scanBirthDate: Scanner = {
  atWordStart: DIGITS,
  anywhere: '',
  behind: CONTEXT + LONGEST_MONTH + 2,
  ahead: LONGEST_DATE,
  scan(text: string, at: number, emit: Emit): void {
    const length = dateLength(text, at);
    if (length > 0) {
      if (follows(text, at, BIRTH_WORDS)) emit(at, at + length);
      return;
    }
    emitWordFirst(text, at, emit);
  },
};

/** Length of the date that begins at `at` with a digit; 0 if there is none. */
function dateLength(text: string, at: number): number {
  const year = match(YEAR_FIRST, text, at);
  if (year !== undefined) return isDay(Number(year[2]), Number(year[3])) ? year[0].length : 0;
  const day = match(DAY_FIRST, text, at);
  if (day !== undefined) return isEitherWay(Number(day[1]), Number(day[2])) ? day[0].length : 0;
  const word = match(DAY_AND_WORD, text, at);
  return word !== undefined && isDayOfMonth(word[1]!, word[2]!) ? word[0].length : 0;
}

function match(expression: RegExp, text: string, at: number): RegExpExecArray | undefined {
  expression.lastIndex = at;
  const found = expression.exec(text);
  if (found === null || isWord(text.charCodeAt(at + found[0].length))) return undefined;
  return found;
}

/** `March 12, 1985`: the month stands before the digits. */
function emitWordFirst(text: string, at: number, emit: Emit): void {
  const after = WORD_FIRST.exec(text.slice(at, at + LONGEST_DATE));
  if (after === null) return;
  const before = WORD_BEFORE.exec(text.slice(Math.max(0, at - LONGEST_MONTH), at));
  if (before === null || !isDayOfMonth(after[1]!, before[1]!)) return;
  const start = at - before[0].length;
  const end = at + after[0].length;
  if (!isWord(text.charCodeAt(end)) && follows(text, start, BIRTH_WORDS)) emit(start, end);
}

function isEitherWay(first: number, second: number): boolean {
  return isDay(second, first) || isDay(first, second);
}

function isDayOfMonth(day: string, month: string): boolean {
  return isDay(1, Number(day)) && MONTHS.includes(month.slice(0, 3).toLowerCase());
}
