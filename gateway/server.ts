import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import fastify, { type FastifyInstance } from 'fastify';
import type { Gateway } from './exchange.ts';
import { listenOptions } from './listen-options.ts';
import { isOwnTarget, serveOwnApproval } from './own-approvals.ts';
import { handle } from './pipeline.ts';
import { refuseUnparsed } from './refuse-unparsed.ts';
import { Refusal } from './errors.ts';

/**
 * The listener that agents talk to. Every request goes to the pipeline before any of the framework's
 * own parsing or routing can read it a second way: the router is shown one constant path, and the
 * pipeline takes the request over in the first hook.
 */
export function createServer(gateway: Gateway): FastifyInstance {
  const { gateway: section, limits } = gateway.snapshot.config;
  const targets = new WeakMap<IncomingMessage, string>();
  const inFlight = new WeakMap<Socket, Set<ServerResponse>>();
  const app = fastify({
    ...listenOptions(section.listen, limits.requestTimeout, {
      // Host is checked by the accept step, which says what is wrong and records it.
      requireHostHeader: false,
      // The parser's own limit lies above the configured one, so that the accept step can name the limit.
      maxHeaderSize: limits.headerBytes + limits.targetBytes + 4096,
    }),
    return503OnClosing: false,
    rewriteUrl: (raw) => {
      targets.set(raw, raw.url ?? '');
      return '/';
    },
    clientErrorHandler: (error, socket) => {
      refuseUnparsed(error, socket, hasBegun(inFlight.get(socket)), gateway);
    },
  }) as unknown as FastifyInstance;

  app.addHook('onRequest', async (request, reply) => {
    reply.hijack();
    const { raw } = request;
    const answers = inFlight.get(raw.socket) ?? new Set();
    inFlight.set(raw.socket, answers.add(reply.raw));
    const target = targets.get(raw) ?? '';
    const serve = isOwnTarget(target) ? serveOwnApproval : handle;
    await serve(raw, reply.raw, target, gateway);
    answers.delete(reply.raw);
  });
  app.all('/', () => undefined);
  app.setNotFoundHandler(() => undefined);

  const { server } = app;
  // Node silently drops headers past its own count; the accept step counts them instead.
  server.maxHeadersCount = 0;
  // Node would answer an unknown expectation itself, with a 417 that nobody records.
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    server.emit('request', request, response);
  });
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    // Node.js has taken its own listener away, and an error that nobody hears would end the process.
    socket.on('error', () => socket.destroy());
    const refusal = new Refusal(
      'method-unsupported',
      'CONNECT opens a tunnel that no policy sees.',
    );
    refuseUnparsed(refusal, socket as Socket, false, gateway);
  });
  return app;
}

function hasBegun(answers: Set<ServerResponse> | undefined): boolean {
  return [...(answers ?? [])].some((answer) => answer.headersSent);
}
