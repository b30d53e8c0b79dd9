import { STATUS_CODES, type ServerResponse } from 'node:http';
import { PROBLEMS, type Refusal } from './errors.ts';

/** A problem document (RFC 9457) and the headers that go with it. */
export interface Problem {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Puts a refusal into words for the agent. `id` is the decision id, under which the ledger has the rest. */
export function describeProblem(refusal: Refusal, id: string, asProxy: boolean): Problem {
  const [, title] = PROBLEMS[refusal.code];
  const status = refusal.status === 401 && asProxy ? 407 : refusal.status;
  const { reasons, approval, retryAfter, location, waitsFor } = refusal.extras;
  const body = JSON.stringify({
    type: `urn:regent:problem:${refusal.code}`,
    title,
    status,
    detail: refusal.detail,
    code: refusal.code,
    decision_id: id,
    ...(reasons && { reasons }),
    ...(approval !== undefined && { approval }),
    ...(waitsFor && { waits_for: waitsFor }),
    ...(location !== undefined && { status_url: location }),
  });
  return {
    status,
    headers: {
      // What waits is no problem.
      'Content-Type': status < 400 ? 'application/json' : 'application/problem+json',
      'Content-Length': String(Buffer.byteLength(body)),
      'Cache-Control': 'no-store',
      'X-Regent-Decision-Id': id,
      ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
      ...(location !== undefined && { Location: location }),
      ...challenge(refusal, status),
    },
    body,
  };
}

/** RFC 9110 section 11.6.1 and 11.7.1, RFC 6750 section 3. */
function challenge(refusal: Refusal, status: number): Record<string, string> {
  if (status !== 401 && status !== 407) return {};
  const error = refusal.code === 'credentials-missing' ? '' : ', error="invalid_token"';
  const name = status === 407 ? 'Proxy-Authenticate' : 'WWW-Authenticate';
  return { [name]: `Bearer realm="regent"${error}` };
}

/** Answers with a problem. Must not be called once a head was sent. */
export function sendProblem(res: ServerResponse, problem: Problem, close: boolean): void {
  res.writeHead(problem.status, { ...problem.headers, ...(close && { Connection: 'close' }) });
  res.end(problem.body);
}

/** The same for a socket whose request could not even be parsed. */
export function formatRawProblem(problem: Problem): string {
  const lines = Object.entries(problem.headers).map(([name, value]) => `${name}: ${value}`);
  const reason = STATUS_CODES[problem.status] ?? 'Error';
  return [
    `HTTP/1.1 ${problem.status} ${reason}`,
    ...lines,
    'Connection: close',
    '',
    problem.body,
  ].join('\r\n');
}
