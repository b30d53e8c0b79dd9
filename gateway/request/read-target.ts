import { Refusal } from '../errors.ts';

/** A request target taken apart (RFC 9112 section 3.2), nothing decoded yet. */
export interface Target {
  /** The authority of an absolute-form target, lower case; an agent that uses proxy variables sends one. */
  authority?: string;
  /** Starts with `/`. */
  path: string;
  /** Without `?`; empty where there is none. */
  query: string;
}

const ABSOLUTE = /^https?:\/\/([^/?#]*)([^#]*)$/i;

/**
 * Reads origin-form and absolute-form. Refuses asterisk-form and authority-form, a fragment, user
 * information, and every byte that may not stand in a target: one of these is read differently by
 * some server behind us.
 */
export function readTarget(target: string, maxBytes: number): Target {
  if (target.length > maxBytes) {
    throw new Refusal('target-too-long', `The request target may have ${maxBytes} bytes.`);
  }
  // Visible ASCII only: white space, controls and raw bytes beyond ASCII have no one reading.
  if (!/^[\x21-\x7e]+$/.test(target)) {
    throw new Refusal('invalid-target', 'Percent-encode everything but visible ASCII characters.');
  }
  if (target.includes('#')) {
    throw new Refusal('invalid-target', 'A request target has no fragment; percent-encode `#`.');
  }
  if (target.startsWith('/')) return split(target);
  const absolute = ABSOLUTE.exec(target);
  if (!absolute) {
    throw new Refusal('invalid-target', 'The target must be a path or an http URL.');
  }
  const [, authority = '', rest = ''] = absolute;
  if (authority.includes('@')) {
    throw new Refusal('invalid-target', 'The target URL may not hold user information.');
  }
  return { authority: authority.toLowerCase(), ...split(rest.startsWith('/') ? rest : `/${rest}`) };
}

function split(pathAndQuery: string): { path: string; query: string } {
  const mark = pathAndQuery.indexOf('?');
  if (mark === -1) return { path: pathAndQuery, query: '' };
  return { path: pathAndQuery.slice(0, mark), query: pathAndQuery.slice(mark + 1) };
}
