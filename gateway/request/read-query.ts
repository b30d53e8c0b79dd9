import { Refusal } from '../errors.ts';
import { decodePercent, spellCanonically } from './decode-percent.ts';

/** A query in its one reading. */
export interface CanonicalQuery {
  /** Canonical spelling, without `?`. */
  queryString: string;
  /** Each name with its values in order. No prototype, so that any name is only a name. */
  query: Record<string, string[]>;
  /** Whether a raw `;` stands in it, which some servers take for `&`. */
  hasSemicolon: boolean;
}

/** `query` of RFC 3986 section 3.4 without `pct-encoded`. */
const QUERY_CHARACTER = /[A-Za-z0-9._~!$&'()*+,;=:@/?-]/;

/** Reads `application/x-www-form-urlencoded` pairs, as the WHATWG URL standard does (`+` is a space), but refuses broken encoding. */
export function readQuery(raw: string): CanonicalQuery {
  const query: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  if (raw === '') return { queryString: '', query, hasSemicolon: false };
  for (const pair of raw.split('&')) {
    if (pair === '') continue;
    const mark = pair.indexOf('=');
    const name = decode(mark === -1 ? pair : pair.slice(0, mark));
    const value = mark === -1 ? '' : decode(pair.slice(mark + 1));
    (query[name] ??= []).push(value);
  }
  return {
    queryString: spellCanonically(raw, QUERY_CHARACTER),
    query,
    hasSemicolon: raw.includes(';'),
  };
}

function decode(text: string): string {
  const decoded = decodePercent(text.replaceAll('+', ' '));
  if (decoded.includes('\0')) {
    throw new Refusal('ambiguous-query', 'A NUL in the query may cut it off.');
  }
  return decoded;
}
