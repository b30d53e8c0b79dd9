/** Who calls: a verified token, a verified client certificate, or both. */
import { X509Certificate } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { decodeJwt } from 'jose';
import { Refusal } from '../../gateway/errors.ts';
import type { Identifier } from '../../gateway/identity/identifier.ts';
import { readBearer } from '../../gateway/identity/read-bearer.ts';

/** As the policy sees it. At least one member is there. */
export interface Caller {
  token?: { issuer: string; subject: string; claims: Record<string, unknown> };
  certificate?: { fingerprint: string; subject: string };
}

/**
 * Establishes who calls. Throws the Refusals of `Identifier.identify`; also where there is a
 * certificate, for a bad token beside a good certificate is a fault all the same.
 */
export async function authenticate(req: IncomingMessage, identifier: Identifier): Promise<Caller> {
  const certificate = readCertificate(req.socket);
  const credentials = {
    authorization: req.headersDistinct['authorization'] ?? [],
    proxyAuthorization: req.headersDistinct['proxy-authorization'] ?? [],
  };
  const none = credentials.authorization.length + credentials.proxyAuthorization.length === 0;
  if (none && certificate !== undefined) return { certificate };
  const { issuer, subject } = await identifier.identify(credentials);
  // Verified by `identify`, which reads the same one token of the same credentials.
  const claims = decodeJwt(readBearer(credentials)) as Record<string, unknown>;
  return { token: { issuer, subject, claims }, ...(certificate && { certificate }) };
}

function readCertificate(socket: unknown): Caller['certificate'] {
  if (!(socket instanceof TLSSocket)) return undefined;
  const raw = (socket.getPeerCertificate() as { raw?: Buffer } | undefined)?.raw;
  if (raw === undefined) return undefined;
  // The handshake goes on with a bad certificate, so that callers with tokens need none.
  if (!socket.authorized) {
    throw new Refusal('token-invalid', 'The client certificate is not of an accepted authority.');
  }
  const certificate = new X509Certificate(raw);
  return {
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    // A line feed or comma inside a part is escaped, so the joined text reads in one way.
    subject: certificate.subject.replaceAll('\n', ','),
  };
}

/** One line that names the caller, for the history. */
export function nameCaller({ token, certificate }: Caller): string {
  const names = [
    token && `${token.issuer} ${token.subject}`,
    certificate && `${certificate.subject} (${certificate.fingerprint})`,
  ];
  return names.filter((name) => name !== undefined).join(', with ');
}
