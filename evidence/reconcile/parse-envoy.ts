/** Envoy's default text format (its documentation: "Default format string"). */
import { readDecisionId, readTraceId } from './parse-request.ts';
import { readRfc3339 } from './read-time.ts';
import type { LoggedRequest, UnreadLine } from './types.ts';

/** `[start] "METHOD path protocol" status flags received sent duration service-time`; then fields in quotes. */
const LINE =
  /^\[([^\]]+)\] "([!#$%&'*+.^_`|~0-9A-Za-z-]+) (\S+) (?:HTTP\/\d(?:\.\d)?|-)" (\d{1,3}) \S+(?: (?:\d+|-)){4}(.*)$/;

/** Forwarded for, user agent, request id, authority, upstream; more may follow. */
const FIELDS = /^(?: "[^"]*")+$/;
const OWN_FIELDS = 5;

/**
 * A line of Envoy's default format, whose time is that of the request.
 *
 * Envoy writes fields as they came, quotes too: a user agent with quotes in it could pose as the fields behind. Ids are
 * therefore taken only from a line that has none, from the fields that follow the default ones.
 */
export function parseEnvoy(text: string, line: number): LoggedRequest | UnreadLine {
  const found = LINE.exec(text);
  if (!found) return { line, why: "it is not of Envoy's default format" };
  const [, start, method, target, status, rest] = found;
  const when = readRfc3339(start!);
  if (when === undefined) return { line, why: 'its time is none' };
  return {
    line,
    ...when,
    at: 'start',
    method: method!,
    target: target!,
    status: Number(status),
    ...idsOf(rest!),
  };
}

function idsOf(rest: string): { decision?: string; trace?: string } {
  if (!FIELDS.test(rest)) return {};
  const fields = [...rest.matchAll(/"([^"]*)"/g)].map((field) => field[1]!);
  // Exactly so many: with a forged one in between there would be more.
  if (fields.length !== OWN_FIELDS + 2) return {};
  const decision = readDecisionId(fields[OWN_FIELDS]!);
  const trace = readTraceId(fields[OWN_FIELDS + 1]!);
  return { ...(decision !== undefined && { decision }), ...(trace !== undefined && { trace }) };
}
