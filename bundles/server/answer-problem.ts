/** Says what went wrong, as a problem document (RFC 9457). */
import type { ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { PROBLEMS as IDENTITY_PROBLEMS, Refusal } from '../../gateway/errors.ts';
import { PROBLEMS, ServerRefusal } from './problems.ts';

/** Milliseconds for which what a refused client still sends is taken in, so that it reads the answer. */
const LINGER = 1_000;

/** Answers with the error and gives its code; one that is not a refusal is logged and told as `internal-error`. */
export function answerProblem(res: ServerResponse, error: unknown, log: Logger): string {
  const refusal = toRefusal(error);
  const [status, title] =
    refusal instanceof Refusal ? IDENTITY_PROBLEMS[refusal.code] : PROBLEMS[refusal.code];
  if (status >= 500) log.error({ err: error }, 'request failed');
  const { code, detail } = refusal;
  if (res.headersSent || res.destroyed) {
    res.destroy();
    return code;
  }
  const { retryAfter, ...extras } = refusal.extras;
  const body = JSON.stringify({
    type: `urn:regent:problem:${code}`,
    title,
    status,
    detail,
    code,
    ...(refusal instanceof ServerRefusal && extras),
  });
  const unread = !res.req.complete;
  res.writeHead(status, {
    'Content-Type': 'application/problem+json',
    'Content-Length': String(Buffer.byteLength(body)),
    'Cache-Control': 'no-store',
    ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
    // RFC 6750 section 3.
    ...(status === 401 && { 'WWW-Authenticate': 'Bearer realm="regent-bundles"' }),
    ...(unread && { Connection: 'close' }),
  });
  if (!unread) {
    res.end(body);
    return code;
  }
  // A socket closed on unread bytes is reset, and the reset overtakes the answer (RFC 9112, 9.6).
  res.write(body);
  res.req.resume();
  const end = setTimeout(() => res.end(), LINGER);
  res.req.once('close', () => clearTimeout(end)).once('end', () => res.end());
  return code;
}

function toRefusal(error: unknown): Refusal | ServerRefusal {
  if (error instanceof Refusal || error instanceof ServerRefusal) return error;
  return new ServerRefusal('internal-error', 'See the log of the bundle server.', {}, error);
}
