import type { ApprovalSubject, ApprovalSummary, ShownBody } from './types.ts';

/** What an approver is shown, without the body, as JSON text. */
export function summarise(summary: ApprovalSubject['summary']): string {
  const { identity } = summary;
  const shown: ApprovalSummary = {
    method: summary.method,
    host: summary.host,
    target: summary.target,
    ...(summary.headers && { headers: summary.headers }),
    connection: summary.connection,
    // Named one by one: the caller's object also has what names the token, which is nobody's business.
    identity: {
      issuer: identity.issuer,
      subject: identity.subject,
      ...(identity.client_id !== undefined && { client_id: identity.client_id }),
      actors: identity.actors,
      groups: identity.groups,
    },
    decision: summary.decision,
    bundle: summary.bundle,
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
