import type { CanonicalRequest, Identity, IdentityInput, PolicyInput } from '../types.ts';

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** Third step: puts together what the policy is asked (`schemas/input.json`). */
export function describe(
  request: CanonicalRequest,
  identity: Identity,
  gateway: PolicyInput['gateway'],
  traceId: string,
  now: Date,
): PolicyInput {
  return {
    identity: withoutSignIn(identity),
    connection: { name: request.connection.name },
    request: {
      method: request.method,
      host: request.host,
      path: request.path,
      segments: request.segments,
      query: request.query,
      query_string: request.queryString,
      headers: request.headers,
      ...(request.justification !== undefined && { justification: request.justification }),
      ...(request.purpose !== undefined && { purpose: request.purpose }),
      ...(request.body.kind === 'json' && { body: request.body.value }),
    },
    time: {
      rfc3339: now.toISOString(),
      unix_ms: now.getTime(),
      weekday: WEEKDAYS[now.getUTCDay()]!,
      hour: now.getUTCHours(),
      minute: now.getUTCMinutes(),
    },
    gateway,
    trace: { trace_id: traceId },
  };
}

/**
 * The hash names the token in the record, the login the session, and how somebody signed in is for those who
 * approve; a policy decides by none of these.
 */
function withoutSignIn({
  tokenSha256: _,
  login: __,
  signIn: ___,
  ...identity
}: Identity): IdentityInput {
  return identity;
}
