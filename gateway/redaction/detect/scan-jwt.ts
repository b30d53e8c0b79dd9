/**
 * JSON Web Tokens: compact JWS (RFC 7515) and JWE (RFC 7516). Their first part is a JSON object in
 * base64url, so it begins with `eyJ`.
 */
import { type Emit, type Scanner } from './scanner.ts';
import { untilJoined } from './tails.ts';

/** A header with certificates in it is long. What is longer still is masked without its full stop having come. */
const MAX_HEADER = 2048;
const MIN_HEADER = 10;
const PART = /[A-Za-z0-9_-]{10,2048}/y;
const TOKEN = untilJoined(/[^A-Za-z0-9_-]/g, '.');

/** Finds JSON Web Tokens, of any length. */
export const scanJwt: Scanner = {
  atWordStart: 'e',
  anywhere: '',
  behind: 1,
  ahead: MAX_HEADER + 8,
  scan(text: string, at: number, emit: Emit): void {
    if (!text.startsWith('eyJ', at)) return;
    PART.lastIndex = at;
    const header = PART.exec(text)?.[0].length ?? 0;
    if (header < MIN_HEADER) return;
    const end = at + header;
    // Behind the header a payload, or, in a JWE or detached JWS, an empty part.
    const token = /^\.[A-Za-z0-9_-]{4}|^\.\.[A-Za-z0-9_-]/.test(text.slice(end, end + 5));
    if (token) emit(at, text[end + 1] === '.' ? end + 2 : end + 1, TOKEN);
    else if (header === MAX_HEADER) emit(at, end, TOKEN);
  },
};
