/** The listeners of the bundle server. */
import { createServer as createHttp, type RequestListener, type Server } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { SetupError } from '../../gateway/errors.ts';
import type { ListenConfig } from '../../gateway/types.ts';

/** A token may have 16 KiB, and there are other headers. */
const MAX_HEADERS = 24 * 1024;

/** Milliseconds for a request's headers. */
const HEADERS_TIMEOUT = 10_000;

/** Milliseconds for requests in flight when a listener closes. */
const DRAIN_TIMEOUT = 5_000;

/** How a listener is made. */
export interface ListenerOptions {
  at: ListenConfig;
  /** PEM text of the authorities whose client certificates count. */
  clientCa?: string;
  /** Milliseconds for a whole request. */
  requestTimeout: number;
  maxConnections: number;
}

/** A listener that listens. */
export interface Listener {
  url: string;
  /** Ends when the requests in flight have, or are cut off. */
  close(): Promise<void>;
}

/** Listens. Throws SetupError where the port cannot be had. */
export async function listen(options: ListenerOptions, answer: RequestListener): Promise<Listener> {
  const server = createServer(options, answer);
  const { host, port, tls } = options.at;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const fault = `cannot listen on ${host} port ${port} (${error.code}); choose another port`;
      reject(new SetupError([fault], error));
    });
    // Many gateways come back at once after a restart.
    server.listen({ host, port, backlog: 4096 }, resolve);
  });
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${actual}`,
    async close() {
      const cut = setTimeout(() => server.closeAllConnections(), DRAIN_TIMEOUT);
      await new Promise((resolve) => server.close(resolve));
      clearTimeout(cut);
    },
  };
}

function createServer(options: ListenerOptions, answer: RequestListener): Server {
  const { at, clientCa, requestTimeout, maxConnections } = options;
  const limits = {
    maxHeaderSize: MAX_HEADERS,
    headersTimeout: HEADERS_TIMEOUT,
    requestTimeout: requestTimeout + HEADERS_TIMEOUT,
  };
  const server =
    at.tls === undefined
      ? createHttp(limits, answer)
      : createHttps(
          {
            ...limits,
            ...at.tls,
            minVersion: 'TLSv1.2',
            ...(clientCa !== undefined && {
              ca: clientCa,
              requestCert: true,
              // Callers with tokens need no certificate; authenticate.ts refuses a bad one.
              rejectUnauthorized: false,
            }),
          },
          answer,
        );
  server.maxConnections = maxConnections;
  // The answer decides whether the client shall go on (RFC 9110 section 10.1.1).
  server.on('checkContinue', answer);
  return server;
}
