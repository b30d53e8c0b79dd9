import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { createProxyMiddleware } from 'http-proxy-middleware';
import type { CanonicalRequest, ConnectionConfig } from '../types.ts';
import { createCall, type Attempt, type UpstreamCall } from './call.ts';
import { writeMessage } from './canonical-message.ts';
import { createAgent, hasFreeSocket } from './create-agent.ts';
import { toRefusal, UpstreamTimeout } from './faults.ts';
import { readCredentials } from './read-credentials.ts';
import { Reply } from './reply.ts';
import { keepEndToEnd } from './response-headers.ts';

/** The upstream's answer: its head, and its body still to be read. */
export interface UpstreamResponse {
  status: number;
  /** End-to-end headers as they came: name, value, name, value … */
  headers: string[];
  /** The body as it arrives. Fails with a Refusal when the upstream breaks off. */
  body: AsyncIterable<Buffer>;
  /** The trailers, once the body has ended: name, value, name, value … */
  trailers(): string[];
  /** Whether the upstream's own framing is a length, rather than chunks. */
  hasLength: boolean;
  /** Must be called once, when the body is read to its end or not wanted any more. */
  release(complete: boolean): void;
}

/** One upstream and its pool of sockets. */
export interface Upstream {
  /**
   * Makes a call of the canonical request ready, as far as that goes without a byte to the upstream: only a socket that is
   * open already is taken. Throws a Refusal `upstream-credentials`.
   */
  prepare(
    request: CanonicalRequest,
    traceHeaders: Record<string, string>,
    received: IncomingMessage,
  ): UpstreamCall;
  close(): void;
}

interface Waiting {
  /** It has a socket, and with it the socket's timers. */
  hasSocket(): void;
  resolve(response: UpstreamResponse): void;
  reject(error: Error): void;
}

/** Sets up http-proxy-middleware for one connection. Redirects are not followed: the agent must ask, and be decided on, again. */
export function createUpstream(connection: ConnectionConfig): Upstream {
  const agent = createAgent(connection);
  // The library's events name only the messages, so each message finds its waiting request here.
  const waiting = new WeakMap<object, Waiting>();
  const proxy = createProxyMiddleware({
    target: connection.upstream,
    agent,
    changeOrigin: true,
    secure: true,
    selfHandleResponse: true,
    // The default plugins log, and answer errors themselves; both are the pipeline's.
    ejectPlugins: true,
    plugins: [
      (events) => {
        events.on('proxyReq', (proxyReq, _req, res) => {
          waiting.get(res)?.hasSocket();
          limitTime(proxyReq, connection.timeouts);
          // Without a listener Node.js cuts the socket and says nothing.
          proxyReq.once('upgrade', (_proxyRes, socket: Duplex) => {
            socket.destroy();
            waiting.get(res)?.reject(new Error('it switches protocols, which nobody asked for'));
          });
        });
        events.on('proxyRes', (proxyRes, _req, res) => {
          if (isFinal(proxyRes)) {
            const reply = res as unknown as Reply;
            waiting.get(res)?.resolve(toResponse(proxyRes, reply, connection.name));
            return;
          }
          // Now, lest the socket be used again: what else comes on it is no answer to the next request.
          proxyRes.destroy();
          waiting.get(res)?.reject(new Error(`its status is ${proxyRes.statusCode}`));
        });
        events.on('error', (error, _req, res) => res && waiting.get(res)?.reject(error));
        events.on('econnreset', (error, _req, res) => waiting.get(res)?.reject(error));
      },
    ],
  });

  const begin = (
    request: CanonicalRequest,
    headers: Record<string, string>,
    received: IncomingMessage,
  ): Attempt => {
    const reply = new Reply();
    const { message, open } = writeMessage(request, headers, received);
    const answered = new Promise<UpstreamResponse>((resolve, reject) => {
      // Others may have all sockets, and streams without end on them.
      const late = (): void => reject(new UpstreamTimeout('socket'));
      const timer = setTimeout(late, connection.timeouts.response);
      waiting.set(reply, { hasSocket: () => clearTimeout(timer), resolve, reject });
      reply.once('close', () => {
        clearTimeout(timer);
        reject(new Error('the exchange was released'));
      });
      proxy(message, reply.asServerResponse(), reject as (error?: unknown) => void).catch(reject);
    });
    return { answered, open, release: () => reply.release(false) };
  };

  return {
    prepare(request, traceHeaders, received) {
      const headers = { ...traceHeaders, ...readCredentials(connection) };
      const now = hasFreeSocket(agent);
      return createCall(() => begin(request, headers, received), {
        now,
        connection: connection.name,
      });
    },
    close: () => agent.destroy(),
  };
}

/** Whether it can be an answer: 101 would be Node.js' only with the headers of an upgrade, and below 100 there is no status. */
function isFinal({ statusCode = 0 }: IncomingMessage): boolean {
  return statusCode >= 200;
}

function toResponse(proxyRes: IncomingMessage, reply: Reply, connection: string): UpstreamResponse {
  return {
    status: proxyRes.statusCode ?? 502,
    headers: keepEndToEnd(proxyRes.rawHeaders),
    body: readPieces(proxyRes, connection),
    trailers: () => keepEndToEnd(proxyRes.rawTrailers),
    hasLength: proxyRes.headers['content-length'] !== undefined,
    release: (complete) => reply.release(complete),
  };
}

async function* readPieces(body: IncomingMessage, connection: string): AsyncIterable<Buffer> {
  try {
    yield* body as AsyncIterable<Buffer>;
  } catch (error) {
    throw toRefusal(error as Error, connection);
  }
}

/** `connect` bounds the way to a usable socket, `response` every silence after that, before the head and within the body. */
function limitTime(proxyReq: ClientRequest, timeouts: ConnectionConfig['timeouts']): void {
  const end = (what: string) => (): void => {
    proxyReq.destroy(new UpstreamTimeout(what));
  };
  const { socket } = proxyReq;
  if (socket?.connecting) {
    const timer = setTimeout(end('connect'), timeouts.connect);
    const ready = 'encrypted' in socket ? 'secureConnect' : 'connect';
    socket.once(ready, () => clearTimeout(timer));
    socket.once('close', () => clearTimeout(timer));
  }
  proxyReq.setTimeout(timeouts.response, end('response'));
}
