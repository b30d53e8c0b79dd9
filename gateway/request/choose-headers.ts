import { Refusal } from '../errors.ts';

/** Forwarded for every connection. None of them carries identity. */
const STANDARD = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'content-encoding',
  'content-language',
  'content-type',
  'idempotency-key',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'prefer',
  'range',
  'user-agent',
]);

/** Lists by RFC 9110 section 5.6.1 (and RFC 7240 for Prefer): several lines mean the same as one joined by commas. */
const LISTS = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'content-language',
  'if-match',
  'if-none-match',
  'prefer',
]);

/** RFC 9110 section 5.5: a byte beyond is Latin-1 to some readers and part of UTF-8 to others, and the policy is one of them. */
const ASCII = /^[\t\x20-\x7e]*$/;

/**
 * The headers that are forwarded: the standard ones and those that the connection names. Policy and
 * upstream see exactly these.
 */
export function chooseHeaders(
  received: ReadonlyMap<string, string[]>,
  named: readonly string[],
): Record<string, string> {
  const chosen: Record<string, string> = {};
  for (const [name, values] of received) {
    if (!STANDARD.has(name) && !named.includes(name)) continue;
    if (values.length > 1 && !LISTS.has(name)) {
      throw new Refusal('repeated-header', `Send the header ${name} once.`);
    }
    if (!values.every((value) => ASCII.test(value))) {
      throw new Refusal('malformed-request', `Send the header ${name} in ASCII.`);
    }
    chosen[name] = values.length === 1 ? values[0]! : values.join(', ');
  }
  return chosen;
}
