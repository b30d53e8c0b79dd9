import { readLimited } from '../read-limited.ts';
import { readRetryAfter } from './schedule.ts';
import { SendFault } from './send-fault.ts';

/** Bytes of an answer that are read; more is not, and whoever sends them is not waited for. */
const MOST_ANSWER = 65_536;

/** How a body is posted; `timeout`, of all of it, in milliseconds. */
export interface PostOptions {
  headers: Record<string, string>;
  timeout: number;
  now: () => number;
  signal: AbortSignal;
}

/** What came back: the text of an answer, empty where it has more bytes than are read. */
export interface Answer {
  status: number;
  text: string;
}

/**
 * Posts a body. Throws a SendFault unless it was taken (2xx). Redirects are not followed: what is sent,
 * and what signs it, goes where the configuration says and nowhere else.
 */
export async function post(url: string, body: string, options: PostOptions): Promise<Answer> {
  const { headers, timeout, now, signal } = options;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeout)]);
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal: limit,
    });
    text = (await readLimited(response.body, MOST_ANSWER))?.toString() ?? '';
  } catch (error) {
    throw new SendFault(describe(error), { cause: error });
  }
  const { status } = response;
  if (response.ok) return { status, text };
  const retryAfter = readRetryAfter(response.headers.get('retry-after'), now());
  throw new SendFault(`it answered ${String(status)}`, {
    retryAfter,
    ...(status === 410 && { ends: 'channel' }),
  });
}

/** By its code: what a receiver says, and what is in a secret URL, is not repeated. */
function describe(error: unknown): string {
  const { name, cause } = error as Error;
  if (name === 'TimeoutError') return 'it did not answer in time';
  const { code } = (cause ?? {}) as { code?: unknown };
  return typeof code === 'string' ? `it cannot be reached: ${code}` : 'it cannot be reached';
}
