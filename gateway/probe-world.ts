import { createHash } from 'node:crypto';
import type { Cleared } from './cleared.ts';
import { nameDecision } from './context/trace.ts';
import { Refusal } from './errors.ts';
import type { Exchange, Gateway } from './exchange.ts';
import { readJson, toValue } from './json/read.ts';
import type { ApprovalDemand, CanonicalRequest } from './types.ts';
import type { UpstreamResponse } from './upstream/forward.ts';
import { readLimited } from './read-limited.ts';
import { recordProbe } from './record-probe.ts';

/** Where Kubernetes has the version of an object. */
const KUBERNETES = '/metadata/resourceVersion';
/** What a condition on the request would change, or what is of a body that the probe has not. */
const LEFT_OUT = /^(content-.*|if-.*|range|idempotency-key|prefer|accept-encoding)$/;

type Precondition = NonNullable<ApprovalDemand['precondition']>;

/**
 * What a GET of the request's own target tells of the world, for an approval's precondition. It goes by
 * the connection, with its credentials and limits, once it is on record; the agent sees nothing of the answer.
 *
 * What is given looks once, to ask people or to use the approval that it is told. It throws a Refusal `ledger-unavailable` where
 * the look cannot be recorded, and `precondition-unavailable` where the upstream does not answer with what is asked for.
 */
export function prepareProbes(
  exchange: Exchange,
  cleared: Cleared,
  precondition: Precondition,
  gateway: Gateway,
): (approval?: string) => Promise<string> {
  let number = 0;
  return async (approval) => {
    const { trace } = cleared;
    const request = toProbe(cleared.request);
    number += 1;
    delete exchange.probeStatus;
    await recordProbe(exchange, { request, trace, number, approval }, gateway);
    // Whoever left meanwhile has nobody to ask the upstream for.
    exchange.signal.throwIfAborted();
    return probeWorld(exchange, { request, trace }, precondition);
  };
}

async function probeWorld(
  exchange: Exchange,
  { request, trace }: Pick<Cleared, 'request' | 'trace'>,
  precondition: Precondition,
): Promise<string> {
  const { id, snapshot, raw, signal } = exchange;
  const upstream = snapshot.upstreams.get(request.connection.name)!;
  let response: UpstreamResponse | undefined;
  let complete = false;
  try {
    response = await upstream.prepare(request, nameDecision(trace, id), raw).send(signal);
    exchange.probeStatus = response.status;
    if (response.status !== 200) throw new Error(`it answers ${response.status}`);
    if (precondition.etag) return readEtag(response);
    const body = await readBody(response, request.connection.responseLimit);
    complete = true;
    if (precondition.get_digest) return `sha256:${createHash('sha256').update(body).digest('hex')}`;
    const pointer =
      precondition.resource_version === true ? KUBERNETES : precondition.resource_version!;
    return readVersion(body, pointer, snapshot.config.limits.jsonDepth);
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Refusal(
      'precondition-unavailable',
      'The policy ties the approval to the state of what the request is about, and that cannot be read now.',
      { retryAfter: 5 },
      error,
    );
  } finally {
    response?.release(complete);
  }
}

function toProbe(request: CanonicalRequest): CanonicalRequest {
  const headers = Object.entries(request.headers).filter(([name]) => !LEFT_OUT.test(name));
  return {
    ...request,
    method: 'GET',
    headers: { ...Object.fromEntries(headers), 'accept-encoding': 'identity' },
    body: { kind: 'none' },
  };
}

function readEtag({ headers }: UpstreamResponse): string {
  const values = headers.filter(
    (_, index) => index % 2 === 1 && headers[index - 1]!.toLowerCase() === 'etag',
  );
  if (values.length !== 1) throw new Error('it sends no ETag, or more than one');
  return values[0]!;
}

async function readBody({ body }: UpstreamResponse, limit: number): Promise<Buffer> {
  const bytes = await readLimited(body, limit);
  if (!bytes) throw new Error('its answer is larger than response_limit');
  return bytes;
}

/** RFC 6901. */
function readVersion(body: Buffer, pointer: string, maxDepth: number): string {
  let value: unknown = toValue(readJson(body, { maxDepth }), { exactNumbers: true });
  for (const part of pointer.slice(1).split('/')) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    const isContainer = typeof value === 'object' && value !== null;
    if (!isContainer || !Object.hasOwn(value as object, name)) {
      throw new Error(`its answer has no ${pointer}`);
    }
    value = (value as Record<string, unknown>)[name];
  }
  return JSON.stringify(value);
}
