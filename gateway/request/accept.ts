import type { IncomingMessage } from 'node:http';
import { Refusal } from '../errors.ts';
import type { CanonicalRequest, ConnectionConfig, Limits } from '../types.ts';
import { canonicalisePath, type CanonicalPath } from './canonicalise-path.ts';
import { chooseHeaders } from './choose-headers.ts';
import type { ConnectionMatcher } from './match-connection.ts';
import { readBody } from './read-body.ts';
import { checkHost, readHeaders, type RequestHeaders } from './read-headers.ts';
import { readQuery, type CanonicalQuery } from './read-query.ts';
import { readTarget } from './read-target.ts';

/** A request in its one reading but for its body, and what the next steps need beside it. */
export interface Accepted {
  /** Without its body. */
  request: CanonicalRequest;
  /** The whole, with the body read as the connection says, or a Refusal. To be called once. */
  receive(): Promise<CanonicalRequest>;
  credentials: { authorization: string[]; proxyAuthorization: string[] };
  trace: { traceparent?: string; tracestate?: string };
}

/** What the agent may do. TRACE would echo the gateway's own credentials; CONNECT is a tunnel that no policy sees into. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * First step: reads the request once, canonically, or refuses it. What comes out is what the policy
 * sees and what the upstream gets. The body is received apart, for nobody who is not known may have it held and parsed.
 */
export function accept(
  raw: IncomingMessage,
  target: string,
  match: ConnectionMatcher,
  limits: Limits,
): Accepted {
  const method = raw.method ?? '';
  if (!METHODS.has(method)) {
    throw new Refusal('method-unsupported', `${method} is not a method that Regent forwards.`);
  }
  const headers = readHeaders(raw.rawHeaders, limits);
  if (headers.chunked && raw.httpVersion === '1.0') {
    // RFC 9112 section 6.1: HTTP/1.0 has no chunks, so that an old server in between read on otherwise.
    throw new Refusal('conflicting-length', 'Send chunks with HTTP/1.1 only.');
  }
  if (headers.upgrade) {
    throw new Refusal('upgrade-unsupported', 'Send the request without Upgrade.');
  }
  const { authority, path: rawPath, query: rawQuery } = readTarget(target, limits.targetBytes);
  const host = agreeOnHost(authority, headers.host);
  const whole = canonicalisePath(rawPath);
  const query = readQuery(rawQuery);
  const matched = match(host, whole.segments);
  if (!matched) {
    throw new Refusal('unknown-connection', 'No connection is configured for this host and path.');
  }
  const { connection } = matched;
  checkAllowed(whole, query, connection);
  const request: CanonicalRequest = {
    method,
    host,
    ...takeOffPrefix(whole, matched.prefixLength),
    query: query.query,
    queryString: query.queryString,
    headers: chooseHeaders(headers.others, connection.headers),
    body: { kind: 'none' },
    connection,
    ...headers.stated,
  };
  return {
    request,
    receive: async () => ({ ...request, body: await readBody(raw, headers, connection, limits) }),
    credentials: headers,
    trace: traceOf(headers),
  };
}

/** RFC 9112 section 3.2.2: an absolute-form target and Host must name the same host; otherwise two servers would pick two. */
function agreeOnHost(authority: string | undefined, host: string): string {
  if (authority !== undefined && checkHost(authority) !== host) {
    throw new Refusal('host-mismatch', 'The target URL and the Host header must name one host.');
  }
  return host;
}

function checkAllowed(
  path: CanonicalPath,
  query: CanonicalQuery,
  connection: ConnectionConfig,
): void {
  if (path.hasEncodedSlash && !connection.allowEncodedSlash) {
    throw new Refusal('ambiguous-path', 'An encoded slash is not accepted on this connection.');
  }
  if (path.hasSemicolon && !connection.allowSemicolon) {
    throw new Refusal('ambiguous-path', 'A semicolon is not accepted on this connection.');
  }
  if (query.hasSemicolon && !connection.allowSemicolon) {
    throw new Refusal('ambiguous-query', 'Percent-encode the semicolon in the query.');
  }
}

/** A prefix has unreserved characters only, so each of its segments is one segment of the canonical path. */
function takeOffPrefix(
  whole: CanonicalPath,
  prefixLength: number,
): { path: string; segments: string[] } {
  if (prefixLength === 0) return { path: whole.path, segments: whole.segments };
  const path = `/${whole.path.slice(1).split('/').slice(prefixLength).join('/')}`;
  const segments = whole.segments.slice(prefixLength);
  return { path, segments: segments.length === 0 ? [''] : segments };
}

function traceOf(headers: RequestHeaders): Accepted['trace'] {
  return {
    ...(headers.traceparent !== undefined && { traceparent: headers.traceparent }),
    ...(headers.tracestate !== undefined && { tracestate: headers.tracestate }),
  };
}
