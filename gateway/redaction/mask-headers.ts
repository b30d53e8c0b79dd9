import { Refusal } from '../errors.ts';
import type { HeaderMask, Mask } from '../types.ts';
import type { Hits } from './contract.ts';
import type { ReplaceText } from './methods/replace.ts';
import { strongerMask } from './methods/stronger.ts';

/**
 * Headers that frame or describe the body, without which the answer cannot be read: they cannot be
 * masked. Lower case.
 */
const FRAMING = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'transfer-encoding',
]);

/** What a header's value may hold (RFC 9110 section 5.5), less the bytes beyond ASCII. */
const HEADER_VALUE = /^[\t\x20-\x7e]*$/;
/** RFC 6265 section 4.1.1, and what servers and readers take besides: blanks within and commas. */
const COOKIE_VALUE = /^[\x20-\x3a\x3c-\x7e]*$/;

/** What is wrong with a header mask; undefined where nothing is. */
export function checkHeaderMask({ name, cookie }: HeaderMask): string | undefined {
  const folded = name.toLowerCase();
  if (FRAMING.has(folded)) return `the header ${folded} says how the body is read`;
  if (cookie !== undefined && folded !== 'set-cookie') {
    return `the header ${folded} sets no cookie; only set-cookie does`;
  }
  return undefined;
}

/**
 * The headers (name, value, name, value …) with those masked that `masks` name; `hits` has an element
 * for each mask. A mask of a whole header goes before one of a cookie in it, and of two alike the
 * stronger applies. Throws a Refusal `unmaskable-response` where a cookie cannot be read or a method
 * cannot be applied.
 */
export function maskHeaders(
  headers: readonly string[],
  masks: readonly HeaderMask[],
  replace: ReplaceText,
  hits: readonly Hits[],
): string[] {
  const kept: string[] = [];
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index]!;
    const value = headers[index + 1]!;
    const matching = masks.filter((mask, at) => {
      const isHit = names(mask, name, value);
      if (isHit) hits[at]!.count += 1;
      return isHit;
    });
    if (matching.length === 0) {
      kept.push(name, value);
      continue;
    }
    const whole = matching.filter((mask) => mask.cookie === undefined);
    const mask = (whole.length > 0 ? whole : matching).map(asMask).reduce(strongerMask);
    if (mask.with === 'remove') continue;
    kept.push(
      name,
      whole.length > 0 ? maskValue(value, mask, replace) : maskCookie(value, mask, replace),
    );
  }
  return kept;
}

function names(mask: HeaderMask, name: string, value: string): boolean {
  if (mask.name.toLowerCase() !== name.toLowerCase()) return false;
  return mask.cookie === undefined || readCookie(value).name === mask.cookie;
}

function asMask({ name, cookie: _, ...method }: HeaderMask): Mask {
  return { ...method, path: name };
}

function maskValue(value: string, mask: Mask, replace: ReplaceText): string {
  return checked(replace(value, mask), HEADER_VALUE, mask);
}

function maskCookie(value: string, mask: Mask, replace: ReplaceText): string {
  const { start, end } = readCookie(value);
  const text = checked(replace(value.slice(start, end), mask), COOKIE_VALUE, mask);
  return value.slice(0, start) + text + value.slice(end);
}

/** RFC 6265 section 5.2: up to the first `;` stand name and value, around the first `=`. */
function readCookie(value: string): { name: string; start: number; end: number } {
  const semicolon = value.indexOf(';');
  const end = semicolon === -1 ? value.length : semicolon;
  const equals = value.slice(0, end).indexOf('=');
  // Without `=` readers differ on whether it is a name or a value (RFC 6265bis section 5.6).
  if (equals === -1) {
    throw new Refusal('unmaskable-response', 'A cookie of the response has no name.');
  }
  return { name: value.slice(0, equals).trim(), start: equals + 1, end };
}

/** A line end in a policy's text would begin another header. */
function checked(text: string, pattern: RegExp, { path }: Mask): string {
  if (pattern.test(text)) return text;
  const detail = `What should stand instead of the header ${path.toLowerCase()} cannot stand in one.`;
  throw new Refusal('unmaskable-response', detail);
}
