import type { StoredSummary } from './rows.ts';
import type { ApprovalSubject, ShownBody } from './types.ts';

/** What an approver is shown, without the body, as JSON text: what is bound, and the policy's word on it. */
export function summarise({ parts, decision, bundle }: ApprovalSubject): string {
  const { request, identity, justification, statedPurpose } = parts;
  const { path, queryString } = request;
  const shown: StoredSummary = {
    method: request.method,
    host: request.host,
    target: queryString === '' ? path : `${path}?${queryString}`,
    headers: { ...request.headers },
    connection: parts.connection,
    // Named one by one: the caller's object also has what names the token, which is nobody's business.
    identity: {
      issuer: identity.issuer,
      subject: identity.subject,
      ...(identity.client_id !== undefined && { client_id: identity.client_id }),
      actors: identity.actors,
      groups: identity.groups,
    },
    decision,
    bundle,
    asked: {
      ...(justification !== undefined && { justification }),
      ...(statedPurpose !== undefined && { purpose: statedPurpose }),
    },
  };
  return JSON.stringify(shown);
}

/** A body as text only if the text has the very same bytes: a byte order mark is kept, nothing is replaced. */
export function showBody(body: Uint8Array): ShownBody {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body) };
  } catch {
    return { base64: Buffer.from(body).toString('base64') };
  }
}
