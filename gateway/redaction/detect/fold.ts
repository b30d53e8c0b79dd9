/**
 * Folding: one plain way of writing for many. A value must not escape because a digit is a full-width
 * one, a zero-width space stands in its middle, or its `@` is written `%40` or `&#64;`.
 *
 * What goes: default-ignorable code points (zero-width spaces and joiners, soft hyphens, direction and
 * variation marks). What becomes ASCII: digits of every script, full-width forms, spaces, dashes,
 * percent-encoded ASCII, and character references to any of these. One layer is undone, not more.
 * Everything else stays, so that offsets differ only at the folds, which are kept to map them back.
 */
import { Refusal } from '../../errors.ts';

/** From folded offset `at - to` to `at`, and raw offset `raw - from` to `raw`: `from` units became `to` (0 or 1). */
export interface Fold {
  at: number;
  raw: number;
  from: number;
  to: number;
}

/** More invisible characters in a row than any text needs; each run must be held in memory. */
const MAX_INVISIBLE = 1024;

/** A quick no for most texts. */
const MAY_FOLD = /[\u0080-\uffff%&]/;
// Each alternative takes a bounded number of characters: no input makes this slow.
const FOLDABLE =
  /[[\p{DI}\p{Zs}\p{Pd}\p{Nd}\u2212\uff01-\uff5e]--\p{ASCII}]|%[0-9A-Fa-f]{2}|&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[a-z]{2,6});/gv;
/** The beginning of what may become foldable with the next chunk. */
const UNFINISHED =
  /(?:%[0-9A-Fa-f]?|&(?:#[0-9]{0,7}|#[xX][0-9A-Fa-f]{0,6}|[a-z]{0,6})|[\ud800-\udbff])$/;
const LONGEST = 10;
const NAMED: Record<string, string> = {
  nbsp: ' ',
  shy: '',
  zwnj: '',
  zwj: '',
  commat: '@',
  period: '.',
  colon: ':',
  equals: '=',
  plus: '+',
  lowbar: '_',
};

/** How much of the end of `raw` must wait for what follows. */
export function unfinished(raw: string): number {
  return UNFINISHED.exec(raw.slice(-LONGEST))?.[0].length ?? 0;
}

/**
 * Folds a piece of text. `at` and `rawAt` are the offsets at which it begins; new folds are put at the
 * end of `folds`.
 *
 * @throws Refusal `unmaskable-response` where invisible characters go on for too long
 */
export function fold(raw: string, at: number, rawAt: number, folds: Fold[]): string {
  if (!MAY_FOLD.test(raw)) return raw;
  let folded = '';
  let done = 0;
  for (const match of raw.matchAll(FOLDABLE)) {
    const plain = plainForm(match[0]);
    if (plain === undefined) continue;
    folded += raw.slice(done, match.index) + plain;
    done = match.index + match[0].length;
    note(folds, {
      at: at + folded.length,
      raw: rawAt + done,
      from: match[0].length,
      to: plain.length,
    });
  }
  return folded + raw.slice(done);
}

/** Neighbouring invisible characters make one fold. */
function note(folds: Fold[], next: Fold): void {
  const last = folds.at(-1);
  const joins = next.to === 0 && last?.to === 0 && last.at === next.at;
  if (!joins || last.raw !== next.raw - next.from) {
    folds.push(next);
    return;
  }
  last.raw = next.raw;
  last.from += next.from;
  if (last.from > MAX_INVISIBLE) {
    throw new Refusal(
      'unmaskable-response',
      `text with more than ${MAX_INVISIBLE} invisible characters in a row cannot be searched`,
    );
  }
}

/** What stands for it; nothing if it stays. */
function plainForm(text: string): string | undefined {
  if (text.startsWith('%')) return asciiForm(Number.parseInt(text.slice(1), 16));
  if (!text.startsWith('&')) return plainCharacter(text);
  const named = NAMED[text.slice(1, -1)];
  if (named !== undefined || text[1] !== '#') return named;
  const hex = text[2] === 'x' || text[2] === 'X';
  const code = hex ? Number.parseInt(text.slice(3), 16) : Number.parseInt(text.slice(2), 10);
  if (code > 0x10ffff) return undefined;
  return code < 0x80 ? asciiForm(code) : plainCharacter(String.fromCodePoint(code));
}

function asciiForm(code: number): string | undefined {
  const printable = code >= 0x20 && code < 0x7f;
  return printable || code === 0x09 || code === 0x0a || code === 0x0d
    ? String.fromCharCode(code)
    : undefined;
}

function plainCharacter(character: string): string | undefined {
  const code = character.codePointAt(0)!;
  if (/\p{Nd}/u.test(character)) return digitOf(code);
  if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0);
  if (/\p{DI}/u.test(character)) return '';
  if (/\p{Zs}/u.test(character)) return ' ';
  return /[\p{Pd}\u2212]/u.test(character) ? '-' : undefined;
}

/** Decimal digits stand in rows of ten, zero first (Unicode Standard, section 4.6): their place tells the value. */
function digitOf(code: number): string {
  let value = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value += 1;
  return String(value % 10);
}
