import type { Secret } from '../types.ts';

/** Where to, and how long an answer may take. */
export interface Receiver {
  url: string;
  token?: Secret;
  /** Milliseconds. */
  timeout: number;
}

/** The statuses that speak against what was sent; any other speaks against server, way or token, and passes. */
const REFUSING = new Set([400, 413, 415, 422]);

/**
 * Posts a body. Gives undefined where it was taken, the status where the server will not have this
 * body whenever it comes. Throws an Error that names the fault where it may be taken later.
 * Redirects are not followed: what is uploaded, and the token, go where the configuration says.
 */
export async function send(
  { url, token, timeout }: Receiver,
  body: Buffer<ArrayBuffer>,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<number | undefined> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...headers,
      ...(token && { authorization: `Bearer ${token.read()}` }),
    },
    body,
    redirect: 'manual',
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
  });
  const { status } = response;
  // Nothing in it counts, and it may not end.
  await response.body?.cancel().catch(() => undefined);
  if (response.ok) return undefined;
  if (REFUSING.has(status)) return status;
  throw new Error(`the server answered ${String(status)}`);
}

/** What went wrong, in one line: `fetch failed` alone helps nobody. */
export function describeFault(error: unknown): string {
  const { name, message, cause } = error as Error;
  if (name === 'TimeoutError') return 'the server gave no answer in time';
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}
