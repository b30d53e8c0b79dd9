/** NCSA common log format, and the combined one of nginx and Apache, which adds to it. */
import { findIds, splitRequest, unescapeField } from './parse-request.ts';
import { readCommonTime } from './read-time.ts';
import type { LoggedRequest, UnreadLine } from './types.ts';

/** host, ident and user (which may have blanks in it), time, request, status, bytes; what follows. */
const LINE = /^\S+ \S+ [^"[\]]+ \[([^\]]+)\] "((?:[^"\\]|\\.)*)" (\d{3}) (?:\d+|-)(.*)$/;

/** A field in quotes or without. */
const FIELD = /^ (?:"((?:[^"\\]|\\.)*)"|([^" ]+))/;

/** A line of the common format, whose time is that of the request. */
export function parseCommon(text: string, line: number): LoggedRequest | UnreadLine {
  return parse(text, line, 'common');
}

/**
 * A line of nginx's `combined`, whose time is that of the answer. Fields may follow: among them a
 * decision id or a `traceparent` is found by its form. Referer and user agent are the agent's own words and not looked at.
 */
export function parseNginx(text: string, line: number): LoggedRequest | UnreadLine {
  return parse(text, line, 'nginx');
}

function parse(text: string, line: number, format: 'common' | 'nginx'): LoggedRequest | UnreadLine {
  const found = LINE.exec(text);
  if (!found) return { line, why: `it is not of the ${NAMES[format]} format` };
  const [, date, request, status, rest] = found;
  const time = readCommonTime(date!);
  if (time === undefined) return { line, why: 'its time is none' };
  const plain = unescapeField(request!);
  const fields = splitFields(rest!);
  if (plain === undefined || fields === undefined) return { line, why: 'it is not quoted well' };
  if (format === 'nginx' && fields.length < 2) {
    return { line, why: 'it has no referer and user agent (is it --format common?)' };
  }
  return {
    line,
    time,
    precision: 1000,
    at: format === 'nginx' ? 'end' : 'start',
    ...splitRequest(plain),
    status: Number(status),
    ...findIds(fields.slice(format === 'nginx' ? 2 : 0)),
  };
}

const NAMES = { common: 'common', nginx: 'combined' } as const;

function splitFields(rest: string): string[] | undefined {
  const fields: string[] = [];
  let left = rest;
  while (left !== '') {
    const found = FIELD.exec(left);
    if (!found) return undefined;
    fields.push(found[1] ?? found[2]!);
    left = left.slice(found[0].length);
  }
  return fields;
}
