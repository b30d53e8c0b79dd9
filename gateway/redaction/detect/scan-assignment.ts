/**
 * Secrets that are assigned: `password=…`, `"api_key": "…"`, `Authorization: Bearer …`. Found by the
 * `=` or `:`; what is masked is the value.
 */
import { isAsciiLetter, isBlank, isDigit } from './characters.ts';
import type { Emit, Scanner, Tail } from './scanner.ts';
import { until } from './tails.ts';

const MAX_NAME = 64;
const SHORTEST_NAME = 3;
const MAX_GAP = 16;
const LONGEST_SCHEME = 16;
/** A shorter value is no secret, or none worth the mistakes. */
const MIN_VALUE = 4;

/** Names that end so, without `_`, `-`, `.` and spaces, hold a password: anything may be one. */
const PASSWORDS =
  /(?:password|passwd|passphrase|pwd|passcode|passwort|kennwort|motdepasse|contraseña|clave|senha|wachtwoord|hasło|lösenord|salasana)$/;
/** And so, a secret that a machine made: letters alone are a word of a sentence. */
const SECRETS =
  /(?:secret|secretkey|apikey|accesskey|accesskeyid|privatekey|signingkey|encryptionkey|clientsecret|accesstoken|authtoken|refreshtoken|sessiontoken|apitoken|bearertoken|token|connectionstring|credential)$/;
const AUTHORIZATION = /authorization$/;
/** What stands where a secret would: references, and words for nothing. */
const PLACEHOLDER =
  /^(?:[$<{%[*(]|process\.env|os\.environ|env\.|secrets?\.|(?:null|none|nil|true|false|undefined|string|required|optional|redacted)\b)/i;

const BARE = until(/[\s"'`,;&<>)}\]|\\]/g);
const QUOTED: Readonly<Record<string, Tail>> = {
  '"': until(/["\r\n]/g),
  "'": until(/['\r\n]/g),
  '`': until(/[`\r\n]/g),
};

/** Finds values of any length that are assigned to names of secrets. */
export const scanAssignment: Scanner = {
  atWordStart: '',
  anywhere: ':=',
  behind: MAX_NAME + MAX_GAP,
  ahead: 2 * MAX_GAP + LONGEST_SCHEME + 40,
  scan(text: string, at: number, emit: Emit): void {
    const name = nameBefore(text, at);
    if (name.length < SHORTEST_NAME) return;
    const kind = [PASSWORDS, SECRETS, AUTHORIZATION].find((names) => names.test(name));
    if (kind === undefined) return;
    let from = valueStart(text, at + 1);
    const quote = quoteAt(text, from);
    from += quote.length;
    if (kind === AUTHORIZATION) from = behindScheme(text, from);
    const tail = QUOTED[quote.at(-1) ?? ''] ?? BARE;
    const value = text.slice(from, from + 40);
    const { at: length } = tail.extend(value, 0, true);
    if (length < MIN_VALUE || PLACEHOLDER.test(value)) return;
    if (kind === SECRETS && length < 40 && !isMadeByMachine(value.slice(0, length))) return;
    // One character only: the tail finds the end, the same for every find within it.
    emit(from, from + 1, tail);
  },
};

/** The name before `=` or `:`, in lower case, without marks in it and quotes around it. */
function nameBefore(text: string, at: number): string {
  let end = at;
  // `:=` and `==` are assignments and comparisons as well.
  if (end > 0 && ':='.includes(text[end - 1]!)) end -= 1;
  while (end > at - MAX_GAP && end > 0 && ' \t"\'`\\'.includes(text[end - 1]!)) end -= 1;
  let start = end;
  while (start > end - MAX_NAME && start > 0 && isNamePart(text, start - 1)) start -= 1;
  return text
    .slice(start, end)
    .toLowerCase()
    .replace(/[-_. ]/g, '');
}

function isNamePart(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return isAsciiLetter(code) || isDigit(code) || code > 0x7f || '-_. '.includes(text[at]!);
}

/** Behind white space, and the `>` of `=>`. */
function valueStart(text: string, from: number): number {
  let at = text[from] === '>' || text[from] === '=' ? from + 1 : from;
  const limit = from + MAX_GAP;
  while (at < limit && isBlank(text.charCodeAt(at)) && at < text.length) at += 1;
  return at;
}

/** A quote, perhaps escaped, as in JSON within a string. */
function quoteAt(text: string, at: number): string {
  return /^\\?["'`]/.exec(text.slice(at, at + 2))?.[0] ?? '';
}

/** Behind the scheme of RFC 9110 section 11.4, such as `Bearer `. */
function behindScheme(text: string, at: number): number {
  const scheme = /^[A-Za-z][A-Za-z0-9-]{1,14} {1,4}/.exec(text.slice(at, at + 20));
  return at + (scheme?.[0].length ?? 0);
}

function isMadeByMachine(value: string): boolean {
  return /\d/.test(value) || /[a-z][A-Z]/.test(value) || value.length >= 20;
}
