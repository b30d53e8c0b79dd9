/** IPv4 addresses in dotted decimals, and IPv6 addresses as RFC 4291 section 2.2 writes them. */
import { isIPv4, isIPv6 } from 'node:net';
import { isDigit, isWord } from './characters.ts';
import { CONTEXT, follows } from './context.ts';
import { DIGITS, type Emit, type Scanner } from './scanner.ts';

/** The longest: six groups and an embedded IPv4 address. */
const MAX_IPV6 = 45;
const ADDRESS = /[0-9A-Fa-f:.]{2,46}/y;
const IPV4 = /\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}/y;
const VERSIONS = [
  'version',
  'versions',
  'ver',
  'v',
  'release',
  'build',
  'firmware',
  'driver',
  'upgrade',
  'upgraded',
];

/** Finds IP addresses. Four numbers behind a word such as `version` are a version. */
export const scanIp: Scanner = {
  atWordStart: `${DIGITS}abcdefABCDEF`,
  anywhere: ':',
  behind: CONTEXT + 1,
  ahead: MAX_IPV6 + 2,
  scan(text: string, at: number, emit: Emit): void {
    // Behind a full stop: the middle of a name or of a longer number.
    if (text[at - 1] === '.' && isWord(text.charCodeAt(at - 2))) return;
    const end = isDigit(text.charCodeAt(at)) ? endOfIpv4(text, at) : at;
    if (end > at) emit(at, end);
    else if (!isWithinIpv6(text, at)) emitIpv6(text, at, emit);
  },
};

/** Whether an address may have begun before `at`: with hexadecimal digits and colons that no word precedes. */
function isWithinIpv6(text: string, at: number): boolean {
  const colon = text.charCodeAt(at) === 0x3a;
  if (text[at - 1] !== ':' && !(colon && isWord(text.charCodeAt(at - 1)))) return false;
  if (colon) return true;
  let start = at;
  const limit = Math.max(0, at - MAX_IPV6);
  while (start > limit && /[0-9A-Fa-f:]/.test(text[start - 1]!)) start -= 1;
  // `addr:2001:db8::1` begins behind its first colon, for `addr` is not hexadecimal.
  return start < at - 1 && !isWord(text.charCodeAt(start - 1));
}

function endOfIpv4(text: string, at: number): number {
  IPV4.lastIndex = at;
  const address = IPV4.exec(text)?.[0];
  if (address === undefined || !isIPv4(address)) return at;
  const end = at + address.length;
  const next = text.charCodeAt(end);
  const goesOn = isWord(next) || (next === 0x2e && isDigit(text.charCodeAt(end + 1)));
  return goesOn || follows(text, at, VERSIONS) ? at : end;
}

function emitIpv6(text: string, at: number, emit: Emit): void {
  ADDRESS.lastIndex = at;
  const found = ADDRESS.exec(text)?.[0];
  if (found === undefined || found.indexOf(':') < 0) return;
  const next = text.charCodeAt(at + found.length);
  if (isWord(next) || next === 0x3a || found.length > MAX_IPV6) return;
  // The full stop or colon of the sentence behind it.
  const address = found.replace(/\.$|(?<!:):$/, '');
  // `dead::beef` may be a name in a program: an address of so few letters only is none.
  if (isIPv6(address) && /\d/.test(address)) emit(at, at + address.length);
}
