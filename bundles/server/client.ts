/** Talks to a bundle server. */
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { SetupError } from '../../gateway/errors.ts';
import { findUrlFault } from '../../gateway/identity/fetch-json.ts';
import { ARCHIVE_LIMITS } from '../read-archive.ts';
import type { HistoryEntry } from './history.ts';
import type { ListedEntry } from './store.ts';

/** Where the server is, and who calls; PEM text. */
export interface ServerAccess {
  server: string;
  token?: string;
  ca?: string;
  cert?: string;
  key?: string;
}

/** A change of a channel, as the server's query has it. */
export interface Change {
  action: HistoryEntry['action'];
  reason: string;
  from?: string;
  digest?: string;
}

/** The server refused. */
export class BundleServerRefusal extends SetupError {
  /** HTTP status, and the code of its problem document; empty where there was none. */
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, detail: string) {
    super([detail]);
    this.status = status;
    this.code = code;
  }
}

/** The server's API. Every method throws BundleServerRefusal with the server's reason, or SetupError where it cannot be asked. */
export interface BundleClient {
  list(): Promise<{ name: string; current?: ListedEntry }[]>;
  /** Oldest first. */
  history(channel: string): Promise<ListedEntry[]>;
  fetch(channel: string, digest: string): Promise<Buffer>;
  /** A promotion without bytes takes the other channel's bundle as it is. */
  change(channel: string, change: Change, bytes?: Buffer): Promise<HistoryEntry>;
}

/** Milliseconds without a sign of the server. */
const TIMEOUT = 60_000;

/** Throws SetupError where the address would give the token away. */
export function createClient(access: ServerAccess): BundleClient {
  const fault = findUrlFault(access.server);
  if (fault !== undefined) throw new SetupError([`--server ${fault}`]);
  const call = (method: string, path: string, body?: Buffer): Promise<Buffer> =>
    send(access, method, path, body);
  const of = (channel: string): string => `/v1/channels/${encodeURIComponent(channel)}`;
  return {
    list: async () =>
      (parse(await call('GET', '/v1/channels')) as { channels: [] })['channels'] ?? [],
    history: async (channel) =>
      (parse(await call('GET', `${of(channel)}/history`)) as { entries: [] })['entries'] ?? [],
    fetch: (channel, digest) => call('GET', `${of(channel)}/bundles/${digest}`),
    change: async (channel, change, bytes = Buffer.alloc(0)) => {
      const query = new URLSearchParams({ ...change });
      return parse(await call('POST', `${of(channel)}?${query.toString()}`, bytes)) as HistoryEntry;
    },
  };
}

function send(access: ServerAccess, method: string, path: string, body?: Buffer): Promise<Buffer> {
  const { server, token, ca, cert, key } = access;
  const url = new URL(path, server);
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => reject(explain(server, error));
    const req = request(url, {
      method,
      timeout: TIMEOUT,
      ...(ca !== undefined && { ca }),
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body && {
          'content-type': 'application/gzip',
          'content-length': body.length,
          // What is refused need not be uploaded.
          expect: '100-continue',
        }),
      },
    });
    req.once('error', fail).once('timeout', () => req.destroy(new Error('it does not answer')));
    req.once('response', (res) => {
      readAnswer(res).then((answer) => {
        req.destroy();
        const status = res.statusCode ?? 0;
        if (status >= 200 && status < 300) resolve(answer);
        else reject(refused(status, answer));
      }, fail);
    });
    if (body === undefined) req.end();
    else req.once('continue', () => req.end(body)).flushHeaders();
  });
}

async function readAnswer(res: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of res) {
    size += (chunk as Buffer).length;
    if (size > ARCHIVE_LIMITS.file) throw new Error('its answer is too large');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function refused(status: number, answer: Buffer): BundleServerRefusal {
  try {
    const { code, detail } = JSON.parse(answer.toString('utf8')) as Record<string, unknown>;
    return new BundleServerRefusal(status, String(code), `${String(code)}: ${String(detail)}`);
  } catch {
    return new BundleServerRefusal(status, '', `the bundle server answers ${status}`);
  }
}

function parse(answer: Buffer): unknown {
  try {
    return JSON.parse(answer.toString('utf8'));
  } catch (error) {
    throw new SetupError(['the answer is not that of a bundle server'], error);
  }
}

function explain(server: string, error: Error): SetupError {
  const { code = error.message } = error as NodeJS.ErrnoException;
  return new SetupError([`the bundle server ${server} cannot be asked (${code})`], error);
}
