/** The parts that access logs of all formats share. */

/** RFC 9112 section 3: method, target and version, with one space between. */
const REQUEST = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) (\S+) (HTTP\/\d(?:\.\d)?)$/;

/**
 * Method and target of a request line. What is no request line, as when somebody speaks TLS to a plain port, is a request of
 * no method: it reached the upstream all the same.
 */
export function splitRequest(line: string): { method: string; target: string } {
  const found = REQUEST.exec(line);
  return found ? { method: found[1]!, target: found[2]! } : { method: '', target: line };
}

/** RFC 9562, in any case. */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A decision id as the ledger writes it; undefined where the text is none. */
export function readDecisionId(text: string): string | undefined {
  return UUID.test(text) ? text.toLowerCase() : undefined;
}

/** W3C Trace Context, or its trace id alone. */
const TRACE = /^(?:[0-9a-f]{2}-)?(?!0{32})([0-9a-f]{32})(?:-[0-9a-f]{16}-[0-9a-f]{2})?$/;

/** The trace id of a `traceparent`; undefined where the text is none. */
export function readTraceId(text: string): string | undefined {
  return TRACE.exec(text)?.[1];
}

/** Ids among the fields of a line that are there for them. */
export function findIds(fields: readonly string[]): { decision?: string; trace?: string } {
  const decision = fields.map(readDecisionId).find((id) => id !== undefined);
  const trace = fields.map(readTraceId).find((id) => id !== undefined);
  return { ...(decision !== undefined && { decision }), ...(trace !== undefined && { trace }) };
}

/**
 * Undoes the escapes of nginx (`\xHH`) and of Apache (`\"`, `\\`, `\n`, `\t`, … too). Bytes that are not UTF-8 are kept as
 * U+FFFD. Undefined where an escape is none.
 */
export function unescapeField(text: string): string | undefined {
  if (!text.includes('\\')) return text;
  const parts: Buffer[] = [];
  let at = 0;
  for (const found of text.matchAll(/\\(?:x([0-9A-Fa-f]{2})|([^]))/g)) {
    const [whole, hex, letter] = found;
    const byte = hex === undefined ? ESCAPES[letter!] : Number.parseInt(hex, 16);
    if (byte === undefined) return undefined;
    parts.push(Buffer.from(text.slice(at, found.index)), Buffer.of(byte));
    at = found.index + whole.length;
  }
  if (text.slice(at).includes('\\')) return undefined;
  return Buffer.concat([...parts, Buffer.from(text.slice(at))]).toString();
}

const ESCAPES: Partial<Record<string, number>> = {
  '"': 0x22,
  '\\': 0x5c,
  b: 0x08,
  f: 0x0c,
  n: 0x0a,
  r: 0x0d,
  t: 0x09,
  v: 0x0b,
};
