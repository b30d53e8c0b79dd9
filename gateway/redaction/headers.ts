import { CODINGS } from './forms/decode-stream.ts';
import { remember } from './remember.ts';

/**
 * Headers that would make the upstream send a part, a difference, or nothing (RFC 9110 sections 13
 * and 14, RFC 3229). A condition on the unmasked body would also tell whether a guess of it is right.
 */
const CONDITIONS = new Set(['range', 'if-range', 'if-none-match', 'if-modified-since', 'a-im']);

/** Without these a write could overwrite another; what only reads has no need of them, and could try guesses for nothing. */
const CONDITIONS_OF_WRITES = new Set(['if-match', 'if-unmodified-since']);

/**
 * The headers of a request whose response will be masked, as the upstream gets them: those that ask
 * for less than the whole are gone, and only content codings that can be undone are accepted.
 * Names are lower case; the argument is not changed.
 */
export function prepareRequestHeaders(
  method: string,
  headers: Record<string, string>,
): Record<string, string> {
  const isRead = method === 'GET' || method === 'HEAD';
  const prepared: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (CONDITIONS.has(name) || (isRead && CONDITIONS_OF_WRITES.has(name))) continue;
    prepared[name] = value;
  }
  // Without the header any coding would be welcome (RFC 9110 section 12.5.3).
  prepared['accept-encoding'] = limitCodings(headers['accept-encoding'] ?? '');
  return prepared;
}

function limitCodings(accepted: string): string {
  const kept = accepted
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => CODINGS.has(entry.split(';', 1)[0]!.trimEnd().toLowerCase()));
  return kept.length === 0 ? 'identity' : kept.join(', ');
}

/** What describes the framing, the coding or a part of the upstream's body, and is no longer true. */
const UNTRUE = new Set([
  'accept-ranges',
  'content-encoding',
  'content-length',
  'content-range',
  'delta-base',
  'im',
  'trailer',
  'transfer-encoding',
]);

/**
 * What is computed from the upstream's bytes. It would be a lie, and an oracle: who guesses a masked
 * value can compute it and compare. Covers `ETag`, `Digest`, `Content-MD5`, `Repr-Digest`,
 * `Signature` (RFC 9421) and the likes of `X-Amz-Checksum-Crc32`, `X-Goog-Hash`, `X-Content-Sha256`
 * and `X-Uncompressed-Content-Length`.
 */
const COMPUTED =
  /etag|digest|checksum|hash|signature|md5|sha-?\d|crc|content-length|body-length|^x-.*-size$/;

/** Whether a header is as true of the masked body as of the upstream's. */
const isTrue = remember((name): boolean => {
  const folded = name.toLowerCase();
  return !UNTRUE.has(folded) && !COMPUTED.test(folded);
});

/**
 * The headers of a masked response. `headers` is name, value, name, value …; with `length`, the
 * masked body's in bytes, comes the `Content-Length` that is true of it.
 */
export function makeHeadersTrue(headers: readonly string[], length: number | undefined): string[] {
  const kept: string[] = [];
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index]!;
    if (isTrue(name)) kept.push(name, headers[index + 1]!);
  }
  if (length !== undefined) kept.push('Content-Length', String(length));
  return kept;
}
