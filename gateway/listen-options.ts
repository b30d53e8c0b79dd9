import type { ServerOptions } from 'node:http';
import type { FastifyServerOptions } from 'fastify';
import type { ListenConfig } from './types.ts';

/** Fastify's options for a plain or a TLS listener. */
export function listenOptions(listen: ListenConfig, http: ServerOptions): FastifyServerOptions {
  // Fastify's types want a server type of their own for each; what is made of them is used alike.
  const options = listen.tls
    ? { https: { ...http, ...listen.tls, minVersion: 'TLSv1.2' } }
    : { http };
  return options as unknown as FastifyServerOptions;
}
