import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { Refusal } from '../errors.ts';
import type { BindingParts } from './types.ts';

/** What a request is bound to. */
export interface Binding {
  /** SHA-256, in hex, of `bound`. */
  binding: string;
  /** The canonical form (RFC 8785) of everything that the approval covers. */
  bound: string;
}

/** Trace context differs on each retry, and says nothing of what is asked. */
const UNBOUND_HEADERS = new Set(['traceparent', 'tracestate', 'baggage']);

/**
 * Binds everything that an approval covers. Two requests with the same binding are the same request;
 * any difference makes another.
 *
 * Throws a Refusal `malformed-request` where there is no canonical form: a lone surrogate
 * (RFC 8785 section 3.2.2.2), or a number that JSON does not have (section 3.2.2.3).
 */
export function bindRequest(parts: BindingParts): Binding {
  const { revision, digest } = parts.bundle;
  const bound = canonicalForm({
    ...nameParts(parts),
    bundle: { revision, digest },
    world: parts.world,
  });
  return { binding: sha256(bound), bound };
}

/**
 * What a repeat of the request is found by: the same without what may have changed since it was asked
 * although the repeat is the same, the bundle and the world. Whether these still fit is asked apart.
 */
export function findingKey(parts: Omit<BindingParts, 'world' | 'bundle'>): string {
  return sha256(canonicalForm(nameParts(parts)));
}

/** Named one by one, so that a member that a caller's object has besides is never bound by accident. */
function nameParts(parts: Omit<BindingParts, 'world' | 'bundle'>): object {
  const { request, identity, hidden } = parts;
  return {
    v: 2,
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
    masks: hidden.masks,
    headers: hidden.headers,
    detect: hidden.detect,
    writeBack: hidden.write_back,
    purpose: parts.purpose,
    justification: parts.justification,
    statedPurpose: parts.statedPurpose,
    precondition: parts.precondition,
  };
}

function boundHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !UNBOUND_HEADERS.has(name)));
}

/** An absent member and one that is `undefined` are the same here: the canonical form has neither. */
export function canonicalForm(value: object): string {
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

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
