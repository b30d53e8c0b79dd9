import { hash } from 'node:crypto';
import { bindRequest } from './approval/bind-request.ts';
import type { Cleared } from './cleared.ts';
import { targetOf } from './entries.ts';
import type { Exchange, Gateway } from './exchange.ts';
import { readBytes } from './request/read-body.ts';
import type { CanonicalRequest } from './types.ts';

/** Holds the request until a person has said yes to exactly this one, and consumes that yes. */
export async function askPerson(
  exchange: Exchange,
  cleared: Cleared,
  gateway: Gateway,
): Promise<void> {
  const { identity, decided } = cleared;
  const { decision, bundle } = decided;
  const request = await withBodyRead(cleared.request, exchange);
  cleared.request = exchange.request = request;
  const body = 'bytes' in request.body ? request.body.bytes : undefined;
  const binding = bindRequest({
    request: {
      method: request.method,
      host: request.host,
      path: request.path,
      queryString: request.queryString,
      headers: request.headers,
      ...(body && { bodySha256: hash('sha256', body) }),
    },
    identity,
    connection: request.connection.name,
    bundleDigest: bundle.digest,
    hidden: decision,
    ...(decision.purpose !== undefined && { purpose: decision.purpose }),
  });
  gateway.evidence.approvals.keep(exchange.key!);
  const grant = await exchange.step('ask', () =>
    gateway.approvals.ask(
      decision.approval!,
      {
        binding,
        decisionId: exchange.id,
        summary: {
          method: request.method,
          host: request.host,
          target: targetOf(request),
          headers: request.headers,
          connection: request.connection.name,
          identity,
          decision,
          bundle,
          ...(body && { body }),
        },
      },
      exchange.signal,
    ),
  );
  exchange.approval = grant.id;
}

/** What a person approves is bound by its digest, so a body that would stream is read first. */
async function withBodyRead(
  request: CanonicalRequest,
  exchange: Exchange,
): Promise<CanonicalRequest> {
  if (request.body.kind !== 'stream') return request;
  const { stream, length } = request.body;
  const bytes = await readBytes(stream, exchange.snapshot.config.limits.bodyBytes, length);
  return { ...request, body: { kind: 'bytes', bytes } };
}
