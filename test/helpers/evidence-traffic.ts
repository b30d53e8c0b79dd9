/** Requests as the gateway would have recorded them, in a fixture ledger. */
import type { Decision, PolicyInput } from '../../gateway/types.ts';
import type { FixtureExchange, FixtureLedger, FixtureSession } from './evidence-ledger.ts';

/** One request. */
export interface Traffic {
  session: FixtureSession;
  method?: string;
  path?: string;
  query?: string;
  connection?: string;
  decision?: Decision;
  bundle?: { revision: string; digest: string };
  input?: PolicyInput;
  body?: Buffer;
  response?: Buffer;
  headers?: [string, string][];
  status?: number;
  masks?: object[];
  subjects?: { type: string; value: string; in: string }[];
  approval?: string;
  error?: string;
  /** Milliseconds from intent to outcome. */
  took?: number;
}

export const BUNDLE = { revision: 'test', digest: `sha256:${'0'.repeat(64)}` };

/** Appends intent and outcome. */
export function record(ledger: FixtureLedger, traffic: Traffic): FixtureExchange {
  const { session, decision = { action: 'allow', reasons: ['test'] } } = traffic;
  const exchange = ledger.exchange(session);
  const input = traffic.input ?? inputOf(ledger, traffic);
  const intent = ledger.append(
    'intent',
    {
      id: exchange.id,
      session: session.id,
      ...decidedOf(traffic, decision),
      bundle: traffic.bundle ?? BUNDLE,
      token_sha256: 'a'.repeat(64),
      ...(traffic.approval !== undefined && { approval: traffic.approval }),
      ...(traffic.body && { body: ledger.body(exchange, 'request', traffic.body) }),
    },
    { exchange, purpose: 'intent', text: JSON.stringify({ input, decision }) },
  );
  ledger.now += traffic.took ?? 7;
  const body = traffic.response && ledger.body(exchange, 'response', traffic.response);
  const failed = traffic.error !== undefined;
  ledger.append(
    'outcome',
    {
      id: exchange.id,
      intent,
      session: session.id,
      status: traffic.status ?? 200,
      ...(!failed && { upstream_status: traffic.status ?? 200 }),
      masks: traffic.masks ?? [],
      bytes: traffic.response?.length ?? 0,
      duration_ms: traffic.took ?? 7,
      ...(body && { body }),
      ...(failed && { error: traffic.error }),
    },
    {
      exchange,
      purpose: 'outcome',
      text: JSON.stringify({
        headers: traffic.headers ?? [],
        at: [],
        ...(traffic.subjects && { subjects: traffic.subjects }),
      }),
    },
  );
  return exchange;
}

/** Appends a refusal by the policy. */
export function refuse(
  ledger: FixtureLedger,
  traffic: Traffic & { code?: string },
): FixtureExchange {
  const { session, decision = { action: 'deny', reasons: ['test'] }, code = 'denied' } = traffic;
  const exchange = ledger.exchange(session);
  const input = traffic.input ?? inputOf(ledger, traffic);
  ledger.append(
    'refusal',
    {
      id: exchange.id,
      session: session.id,
      code,
      status: 403,
      client: '127.0.0.1',
      ...decidedOf(traffic, decision),
      bundle: traffic.bundle ?? BUNDLE,
    },
    { exchange, purpose: 'refusal', text: JSON.stringify({ detail: 'No.', input, decision }) },
  );
  return exchange;
}

function decidedOf(traffic: Traffic, decision: Decision): object {
  const { purpose, legal_basis } = decision;
  return {
    connection: traffic.connection ?? 'crm',
    method: traffic.method ?? 'GET',
    identity: traffic.session.identity ?? { issuer: 'https://issuer.example', subject: 'agent' },
    action: decision.action,
    reasons: decision.reasons,
    ...(purpose !== undefined && { purpose }),
    ...(legal_basis !== undefined && { legal_basis }),
  };
}

/** What the policy was asked. */
export function inputOf(ledger: FixtureLedger, traffic: Omit<Traffic, 'session'>): PolicyInput {
  const time = new Date(ledger.now);
  const path = traffic.path ?? '/customers/1';
  return {
    identity: { issuer: 'https://issuer.example', subject: 'agent' } as PolicyInput['identity'],
    connection: { name: traffic.connection ?? 'crm' },
    request: {
      method: traffic.method ?? 'GET',
      host: 'crm.example',
      path,
      segments: path.split('/').slice(1),
      query: {},
      query_string: traffic.query ?? '',
      headers: {},
    },
    time: {
      rfc3339: time.toISOString(),
      unix_ms: time.getTime(),
      weekday: 'fri',
      hour: time.getUTCHours(),
      minute: time.getUTCMinutes(),
    },
    gateway: { id: 'test', version: '0.0.0' },
    trace: { trace_id: 'ab'.repeat(16) },
  };
}
