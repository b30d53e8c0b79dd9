import { Refusal } from '../errors.ts';
import { HOP_BY_HOP } from '../hop-by-hop.ts';
import type { Limits } from '../types.ts';
import { readStated, type Stated } from './read-justification.ts';

/** The headers of a request, sorted into what each step needs. */
export interface RequestHeaders {
  /** Lower-case host with port, if it named one. */
  host: string;
  /** Every value of these headers, as they came. */
  authorization: string[];
  proxyAuthorization: string[];
  traceparent?: string;
  tracestate?: string;
  /** Length of the body; `undefined` with `chunked`. */
  contentLength?: number;
  chunked: boolean;
  upgrade: boolean;
  /** What the agent says of the request; the only `X-Regent-*` headers that are its to send. */
  stated: Stated;
  /** All others that may be forwarded: lower-case name to its values. */
  others: Map<string, string[]>;
}

/** `Expect` is answered by Node.js. */
const NOT_PASSED_ON = new Set([...HOP_BY_HOP, 'expect']);

/** Headers that only Regent says: identity and origin must not be smuggled in, in whatever spelling a server may fold. */
function isReserved(name: string): boolean {
  const folded = name.replaceAll('_', '-');
  return (
    folded.startsWith('x-regent-') || folded === 'forwarded' || folded.startsWith('x-forwarded-')
  );
}

/** `host` of RFC 3986 without user information, and an optional port. */
const HOST =
  /^([a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:.]+\])(:[0-9]{1,5})?$/;

/**
 * Reads the raw header list (Node's `rawHeaders`: name, value, name, value …), because the folded
 * `headers` object hides repeats. Refuses what two servers could read two ways.
 */
export function readHeaders(raw: string[], limits: Limits): RequestHeaders {
  checkSize(raw, limits);
  const all = groupByName(raw);
  const nominated = new Set(
    (all.get('connection') ?? []).flatMap((value) =>
      value.split(',').map((token) => token.trim().toLowerCase()),
    ),
  );
  const headers: RequestHeaders = {
    host: readHost(all.get('host')),
    authorization: all.get('authorization') ?? [],
    proxyAuthorization: all.get('proxy-authorization') ?? [],
    upgrade: all.has('upgrade') || nominated.has('upgrade'),
    stated: readStated(all),
    others: new Map(),
    ...readFraming(all),
  };
  const traceparent = all.get('traceparent');
  // W3C Trace Context section 3.2: more than one traceparent is none.
  if (traceparent?.length === 1) {
    headers.traceparent = traceparent[0]!;
    const tracestate = all.get('tracestate');
    if (tracestate) headers.tracestate = tracestate.join(',');
  }
  for (const [name, values] of all) {
    if (!NOT_PASSED_ON.has(name) && !nominated.has(name) && !isReserved(name)) {
      headers.others.set(name, values);
    }
  }
  return headers;
}

function checkSize(raw: string[], limits: Limits): void {
  if (raw.length / 2 > limits.headerCount) {
    throw new Refusal('too-many-headers', `A request may have ${limits.headerCount} headers.`);
  }
  let bytes = 0;
  for (const text of raw) bytes += text.length + 2;
  if (bytes > limits.headerBytes) {
    throw new Refusal('headers-too-large', `Headers may have ${limits.headerBytes} bytes.`);
  }
}

function groupByName(raw: string[]): Map<string, string[]> {
  const all = new Map<string, string[]>();
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index]!.toLowerCase();
    const values = all.get(name);
    if (values) values.push(raw[index + 1]!);
    else all.set(name, [raw[index + 1]!]);
  }
  return all;
}

function readHost(values: string[] | undefined): string {
  if (!values) throw new Refusal('invalid-host', 'Send a Host header.');
  if (values.length > 1) throw new Refusal('repeated-header', 'Send the Host header once.');
  return checkHost(values[0]!);
}

/** An authority in lower case, or `invalid-host`. */
export function checkHost(value: string): string {
  const host = value.toLowerCase();
  if (!HOST.test(host)) throw new Refusal('invalid-host', 'Host must be a host name or address.');
  return host;
}

/** RFC 9112 section 6.3: a message framed two ways is an attack or a mistake; either way it is refused. */
function readFraming(all: Map<string, string[]>): { contentLength?: number; chunked: boolean } {
  const lengths = all.get('content-length');
  const codings = all.get('transfer-encoding');
  if (lengths && codings) {
    throw new Refusal('conflicting-length', 'Send Content-Length or Transfer-Encoding, not both.');
  }
  if (lengths) {
    if (lengths.length > 1 || !/^[0-9]{1,15}$/.test(lengths[0]!)) {
      throw new Refusal('conflicting-length', 'Send one Content-Length, in decimal digits.');
    }
    return { contentLength: Number(lengths[0]), chunked: false };
  }
  if (codings && (codings.length > 1 || codings[0]!.trim().toLowerCase() !== 'chunked')) {
    throw new Refusal('conflicting-length', 'The only transfer coding accepted is `chunked`.');
  }
  return { chunked: codings !== undefined };
}
