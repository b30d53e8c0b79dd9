/** A whole policy input, as the gateway writes it. */
import type { PolicyInput } from '../../gateway/types.ts';

/** Members to put over the sample's, section by section. */
export type InputOverrides = { [Section in keyof PolicyInput]?: Partial<PolicyInput[Section]> };

/** A support agent reads customer 17; `segments` and `path` follow each other if one is given. */
export function sampleInput(overrides: InputOverrides = {}): PolicyInput {
  const request = { ...overrides.request };
  if (request.segments !== undefined) {
    request.path ??= `/${request.segments.map(encodeURIComponent).join('/')}`;
  } else if (request.path !== undefined) {
    request.segments = request.path.slice(1).split('/').map(decodeURIComponent);
  }
  return {
    identity: {
      issuer: 'https://issuer.example',
      subject: 'support-agent',
      actors: [],
      groups: ['support'],
      token_id: 'token-1',
      expires_at: 1_767_226_200,
      ...overrides.identity,
    },
    connection: { name: 'crm', ...overrides.connection },
    request: {
      method: 'GET',
      host: 'gateway.example',
      path: '/customers/17',
      segments: ['customers', '17'],
      query: {},
      query_string: '',
      headers: { accept: 'application/json' },
      ...request,
    },
    time: {
      rfc3339: '2026-01-01T00:00:00.000Z',
      unix_ms: 1_767_225_600_000,
      weekday: 'thu',
      hour: 0,
      minute: 0,
      ...overrides.time,
    },
    gateway: { id: 'gateway-1', version: '0.1.0', ...overrides.gateway },
    trace: { trace_id: '4bf92f3577b34da6a3ce929d0e0e4736', ...overrides.trace },
  };
}
