import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { Refusal } from '../errors.ts';
import type { Decision } from '../types.ts';
import type { Requester } from './types.ts';

/** What a person's yes is about. Whatever is forwarded is in here. */
export interface BindingParts {
  request: {
    method: string;
    host: string;
    path: string;
    queryString: string;
    /** Names in lower case. */
    headers: Readonly<Record<string, string>>;
    /** In hex; absent only where there is no body. A body that was not read cannot be bound. */
    bodySha256?: string;
  };
  identity: Requester;
  connection: string;
  bundleDigest: string;
  /** What is hidden of the response, and what may be written back. */
  hidden: Pick<Decision, 'masks' | 'headers' | 'detect' | 'write_back'>;
  purpose?: string;
}

/** Trace context differs on each retry, and says nothing of what is asked. */
const UNBOUND_HEADERS = new Set(['traceparent', 'tracestate', 'baggage']);

/**
 * SHA-256, in hex, over the RFC 8785 canonical form of everything that an approval covers. Two
 * requests with the same binding are the same request; any difference makes another.
 *
 * Throws a Refusal `malformed-request` where there is no canonical form: a lone surrogate
 * (RFC 8785 section 3.2.2.2), or a number that JSON does not have (section 3.2.2.3).
 */
export function bindRequest(parts: BindingParts): string {
  const { request, identity } = parts;
  // Named one by one, so that a member that a caller's object has besides is never bound by accident.
  const bound = {
    v: 1,
    request: {
      method: request.method,
      host: request.host,
      path: request.path,
      queryString: request.queryString,
      headers: boundHeaders(request.headers),
      bodySha256: request.bodySha256,
    },
    identity: {
      issuer: identity.issuer,
      subject: identity.subject,
      clientId: identity.client_id,
      actors: identity.actors.map(({ subject, issuer }) => ({ subject, issuer })),
      groups: identity.groups,
    },
    connection: parts.connection,
    bundleDigest: parts.bundleDigest,
    masks: parts.hidden.masks,
    headers: parts.hidden.headers,
    detect: parts.hidden.detect,
    writeBack: parts.hidden.write_back,
    purpose: parts.purpose,
  };
  return createHash('sha256').update(canonicalForm(bound)).digest('hex');
}

function boundHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !UNBOUND_HEADERS.has(name)));
}

/** An absent member and one that is `undefined` are the same here: the canonical form has neither. */
function canonicalForm(value: object): string {
  try {
    return canonicalize(value)!;
  } catch (error) {
    throw new Refusal(
      'malformed-request',
      'The request or the identity holds text that is not Unicode, so it cannot be approved.',
      {},
      error,
    );
  }
}
