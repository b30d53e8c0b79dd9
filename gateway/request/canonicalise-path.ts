import { Refusal } from '../errors.ts';
import { decodePercent, spellCanonically } from './decode-percent.ts';

/** A path in its one reading. */
export interface CanonicalPath {
  /** Canonical spelling, starting with `/`. */
  path: string;
  /** The segments, decoded. */
  segments: string[];
  /** Whether a segment holds an escaped slash, which a connection must allow. */
  hasEncodedSlash: boolean;
  /** Whether a segment holds a semicolon, raw or escaped, which a connection must allow. */
  hasSemicolon: boolean;
}

/** `pchar` of RFC 3986 without `pct-encoded`. */
const PCHAR = /[A-Za-z0-9._~!$&'()*+,;=:@-]/;
/**
 * `.` or `..` between slashes, escaped ones too, and before a semicolon: a server that cuts parameters off (`..;x`) or
 * undoes `%2F` resolves them.
 */
const DOTS = /(?:^|\/)\.{1,2}(?:[/;]|$)/;
const PLAIN = /^(\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+\/?$/;

/**
 * Gives a path its one reading, or refuses it with `ambiguous-path` or `invalid-encoding`: what a
 * server may collapse, decode twice or cut off is not forwarded, because the policy would have
 * decided about another path than the one that is served.
 */
export function canonicalisePath(raw: string): CanonicalPath {
  if (raw === '/') {
    return { path: '/', segments: [''], hasEncodedSlash: false, hasSemicolon: false };
  }
  // The common path has nothing to decode and nothing to doubt.
  if (PLAIN.test(raw) && !raw.includes('..')) {
    return {
      path: raw,
      segments: raw.slice(1).split('/'),
      hasEncodedSlash: false,
      hasSemicolon: false,
    };
  }
  const rawSegments = raw.slice(1).split('/');
  const segments = rawSegments.map((segment, index) =>
    readSegment(segment, index === rawSegments.length - 1),
  );
  return {
    path: `/${rawSegments.map((segment) => spellCanonically(segment, PCHAR)).join('/')}`,
    segments,
    hasEncodedSlash: segments.some((segment) => segment.includes('/')),
    hasSemicolon: segments.some((segment) => segment.includes(';')),
  };
}

function readSegment(raw: string, isLast: boolean): string {
  if (raw === '' && !isLast) refuse('An empty segment (`//`) may be collapsed; leave it out.');
  if (/^(?:;|%3b)/i.test(raw) && !isLast) refuse('A segment may not begin with a semicolon.');
  if (/%2e/i.test(raw)) refuse('Write a dot as `.`, not as `%2E`.');
  const segment = decodePercent(raw);
  if (DOTS.test(segment)) refuse('Resolve `.` and `..` before sending.');
  if (segment.includes('\\')) refuse('A backslash may be read as a slash.');
  // C0, DEL and C1: NUL cuts paths off, CR and LF split messages.
  if (/\p{Cc}/u.test(segment)) refuse('Control characters are not accepted.');
  if (/%[0-9A-Fa-f]{2}/.test(segment)) refuse('The path is percent-encoded twice.');
  return segment;
}

function refuse(detail: string): never {
  throw new Refusal('ambiguous-path', detail);
}
