import { hash } from 'node:crypto';
import type { ApprovalSubject, Grant } from './approval/approvals.ts';
import type { Cleared } from './cleared.ts';
import type { Exchange, Gateway } from './exchange.ts';
import { findInRequest } from './find-subjects.ts';
import { takePreference } from './prefer.ts';
import { prepareProbes } from './probe-world.ts';
import { readBytes } from './request/read-body.ts';
import type { CanonicalRequest } from './types.ts';

/** Holds the request until people have said yes to exactly this one, and consumes that yes. */
export async function askPerson(
  exchange: Exchange,
  cleared: Cleared,
  gateway: Gateway,
): Promise<void> {
  const respondAsync = await settleRequest(exchange, cleared);
  gateway.evidence.approvals.keep({ key: exchange.key!, subjects: exchange.subjects });
  const grant = await ask(exchange, cleared, respondAsync, gateway);
  exchange.approval = grant.id;
}

/** Makes the request what it will be when it is forwarded; gives whether the agent wants not to be held. */
async function settleRequest(exchange: Exchange, cleared: Cleared): Promise<boolean> {
  const { respondAsync, headers } = takePreference(cleared.request.headers);
  const request = await withBodyRead({ ...cleared.request, headers }, exchange);
  cleared.request = exchange.request = request;
  exchange.subjects = findInRequest(exchange, request, cleared.decided.decision);
  return respondAsync;
}

/** Not async: what is only needed to ask is not held with the request, for many may be. */
function ask(
  exchange: Exchange,
  cleared: Cleared,
  respondAsync: boolean,
  gateway: Gateway,
): Promise<Grant> {
  const { approval } = cleared.decided.decision;
  const { precondition } = approval!;
  const subject: ApprovalSubject = {
    ...describeSubject(exchange, cleared),
    async: respondAsync,
    ...(precondition && { probe: prepareProbes(exchange, cleared, precondition, gateway) }),
  };
  return exchange.step('ask', () => gateway.approvals.ask(approval!, subject, exchange.signal));
}

/** What is bound and shown: the request as it would be forwarded, and all that decided on it. */
function describeSubject(
  exchange: Exchange,
  { request, identity, decided: { decision, bundle } }: Cleared,
): ApprovalSubject {
  const { method, host, path, queryString, headers, justification } = request;
  const body = 'bytes' in request.body ? request.body.bytes : undefined;
  const precondition = decision.approval?.precondition;
  return {
    parts: {
      request: {
        method,
        host,
        path,
        queryString,
        headers,
        ...(body && { bodySha256: hash('sha256', body) }),
      },
      identity,
      connection: request.connection.name,
      bundle,
      hidden: decision,
      ...(decision.purpose !== undefined && { purpose: decision.purpose }),
      ...(justification !== undefined && { justification }),
      ...(request.purpose !== undefined && { statedPurpose: request.purpose }),
      ...(precondition && { precondition }),
    },
    decisionId: exchange.id,
    decision,
    bundle,
    input: exchange.input!,
    ...(body && { body }),
    ...(identity.signIn.link !== undefined && { link: identity.signIn.link }),
  };
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
