import { readLimited } from '../read-limited.ts';
const TIMEOUT_MS = 5_000;

/** Bytes, after decompression, of a key set or discovery document. */
export const MAX_DOCUMENT_BYTES = 1024 * 1024;

/**
 * What is wrong with a URL that keys are fetched from, or undefined. Plain HTTP would let anybody on
 * the way put keys in; on loopback nobody is on the way.
 */
export function findUrlFault(url: string): string | undefined {
  if (!URL.canParse(url)) return 'must be a URL';
  const { protocol, hostname, username, password } = new URL(url);
  if (username !== '' || password !== '') return 'must not contain a user name or password';
  if (protocol === 'https:') return undefined;
  return protocol === 'http:' && isLoopback(hostname) ? undefined : 'must be https';
}

/** WHATWG URL has normalised the address: every spelling of 127.0.0.0/8 begins with `127.` here. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

/** Fetches a JSON document, within 5 s and 1 MiB. Throws an Error that names the URL and the fault. */
export async function fetchJson(url: string, signal: AbortSignal): Promise<unknown> {
  try {
    return JSON.parse(await fetchText(url, signal)) as unknown;
  } catch (error) {
    throw new Error(`${nameUrl(url)}: ${describe(error)}`, { cause: error });
  }
}

/** A URL for messages: without its query, which may hold an API key. */
export function nameUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

async function fetchText(url: string, signal: AbortSignal): Promise<string> {
  const response = await fetch(url, {
    headers: { accept: 'application/json' },
    // A redirect would hand the choice of keys to another address than the configured one.
    redirect: 'manual',
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`the answer is ${response.status} and not 200 (redirects are not followed)`);
  }
  const bytes = await readLimited(response.body, MAX_DOCUMENT_BYTES);
  if (!bytes) throw new Error('the answer is larger than 1 MiB');
  return bytes.toString('utf8');
}

/** `fetch failed` alone helps nobody; the reason is in its cause. */
function describe(error: unknown): string {
  if (error instanceof SyntaxError) return 'the answer is not JSON';
  if (!(error instanceof Error)) return 'unknown fault';
  if (error.name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1000} s`;
  return error.cause instanceof Error ? error.cause.message : error.message;
}
