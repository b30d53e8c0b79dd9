/**
 * Email addresses: RFC 5321 Mailbox and RFC 6531 (letters of any script), found by their `@`.
 *
 * Of the characters that a local part may have, `/ = ? & { } | \`` are left out: in text they stand
 * between an address and what is before it (`?to=ada@example.org`).
 */
import { isDigit, isLetter, isWord } from './characters.ts';
import type { Emit, Scanner } from './scanner.ts';

/** Longer than the 64 that RFC 5321 allows: of a longer one the end is masked rather than nothing. */
const MAX_LOCAL = 256;
/** RFC 1035: a name has at most 255 octets. */
const MAX_DOMAIN = 255;
const LOCAL_MARKS = ".!#$%'*+-^_~";
/** Names of files that hold an `@`, such as `icon@2x.png`, end like domains that do not exist. */
const FILES = new Set(['png', 'jpg', 'jpeg', 'gif', 'svg', 'webp', 'css', 'js', 'ts', 'json']);

/** Finds email addresses. */
export const scanEmail: Scanner = {
  atWordStart: '',
  anywhere: '@',
  behind: MAX_LOCAL,
  ahead: MAX_DOMAIN + 3,
  scan(text: string, at: number, emit: Emit): void {
    const start = text[at - 1] === '"' ? quotedStart(text, at) : plainStart(text, at);
    if (start === at) return;
    const end = text[at + 1] === '[' ? literalEnd(text, at + 1) : domainEnd(text, at + 1);
    if (end > at + 1) emit(start, end);
  },
};

function plainStart(text: string, at: number): number {
  const limit = Math.max(0, at - MAX_LOCAL);
  let start = at;
  while (start > limit && (isWord(text.charCodeAt(start - 1)) || isMark(text[start - 1]!))) {
    start -= 1;
  }
  // Quotes, dashes and full stops of the sentence before it.
  while (start < at && ".'-~*!#$%^".includes(text[start]!)) start += 1;
  return start;
}

function isMark(character: string): boolean {
  return LOCAL_MARKS.includes(character);
}

/** `"Ada L."@example.org` */
function quotedStart(text: string, at: number): number {
  const open = text.slice(Math.max(0, at - MAX_LOCAL), at - 1).lastIndexOf('"');
  return open < 0 ? at : Math.max(0, at - MAX_LOCAL) + open;
}

/** `[192.0.2.1]`, `[IPv6:2001:db8::1]` */
function literalEnd(text: string, at: number): number {
  const close = text.slice(at, at + MAX_DOMAIN).indexOf(']');
  const inside = text.slice(at + 1, at + close);
  return close > 0 && /^[0-9A-Za-z.:]+$/.test(inside) ? at + close + 1 : at;
}

/** Where the longest domain ends that has two labels or more, the last of letters; `from` if there is none. */
function domainEnd(text: string, from: number): number {
  const limit = Math.min(text.length, from + MAX_DOMAIN);
  let end = from;
  let labelStart = from;
  for (let at = from; at <= limit; at += 1) {
    const code = at < limit ? text.charCodeAt(at) : Number.NaN;
    if (isWord(code) || code === 0x2d || code === 0x5f) continue;
    if (labelStart > from && isTopLevel(text, labelStart, at)) end = at;
    if (code !== 0x2e || at === labelStart) break;
    labelStart = at + 1;
  }
  return end;
}

function isTopLevel(text: string, from: number, to: number): boolean {
  if (to - from < 2) return false;
  const label = text.slice(from, to).toLowerCase();
  if (label.startsWith('xn--')) return !label.endsWith('-');
  for (let at = from; at < to; at += 1) {
    if (isDigit(text.charCodeAt(at)) || !isLetter(text.charCodeAt(at))) return false;
  }
  return !FILES.has(label);
}
