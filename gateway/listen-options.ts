import type { ServerOptions } from 'node:http';
import type { FastifyServerOptions } from 'fastify';
import type { ListenConfig } from './types.ts';

/** Fastify's options for a plain or a TLS listener. A client may take `requestTimeout` ms to send a request. */
export function listenOptions(
  listen: ListenConfig,
  requestTimeout: number,
  more: ServerOptions = {},
): FastifyServerOptions {
  const http: ServerOptions = {
    ...more,
    headersTimeout: requestTimeout,
    requestTimeout,
    connectionsCheckingInterval: Math.min(requestTimeout, 5000),
  };
  const options = listen.tls
    ? { https: { ...http, ...listen.tls, minVersion: 'TLSv1.2' } }
    : { http };
  // Fastify puts its own in the place of the server's: without it there is no limit.
  return { ...options, requestTimeout };
}
