import { EARLY } from '../early.ts';
import { ARCHIVE_LIMITS } from '../read-archive.ts';
import { readLimited } from '../../gateway/read-limited.ts';
import { readEarly, type EarlyBytes } from './read-early.ts';

/** What the bundle server answered. */
export type Fetched = { kind: 'unchanged' } | FetchedBundle;

/** A bundle, which may be made ready at once, and be activated when it is `accepted`. */
export interface FetchedBundle extends EarlyBytes {
  kind: 'bundle';
  etag: string | undefined;
}

/** Where a bundle is fetched from; times in milliseconds. */
export interface FetchOptions {
  url: string;
  /** Bearer token for the server. */
  token?: string;
  /** ETag of the bundle that is there already. */
  etag?: string | undefined;
  /** How long the server may hold the request until there is something new. */
  wait: number;
  signal: AbortSignal;
}

/** How much longer than `wait` an answer may take. */
const GRACE = 30_000;

/**
 * Asks once, in the way of OPA's bundle API
 * (https://www.openpolicyagent.org/docs/management-bundles#bundle-service-api): a server that knows
 * long polling holds the request, any other answers at once. Throws an Error that names the status,
 * or what went wrong on the way. Redirects are not followed: the place of the policy is configured.
 */
export async function fetchBundle(options: FetchOptions): Promise<Fetched> {
  const { url, token, etag, wait, signal } = options;
  const response = await fetch(url, {
    headers: {
      accept: 'application/vnd.openpolicyagent.bundles, application/gzip',
      prefer: `modes=snapshot;wait=${Math.ceil(wait / 1000)};${EARLY}`,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(etag !== undefined && { 'if-none-match': etag }),
    },
    redirect: 'error',
    signal: AbortSignal.any([signal, AbortSignal.timeout(wait + GRACE)]),
  });
  if (response.status === 304) return { kind: 'unchanged' };
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`the bundle server answered ${response.status}`);
  }
  const read =
    response.headers.get('preference-applied') === EARLY
      ? await readEarly(response)
      : { bytes: await readBytes(response), accepted: Promise.resolve() };
  return { kind: 'bundle', ...read, etag: response.headers.get('etag') ?? undefined };
}

async function readBytes(response: Response): Promise<Buffer> {
  const bytes = await readLimited(response.body, ARCHIVE_LIMITS.file);
  if (!bytes) throw new Error(`the bundle is larger than ${ARCHIVE_LIMITS.file} bytes`);
  return bytes;
}
