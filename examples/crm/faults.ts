/** What the example answers when it does not do what was asked, always as JSON. */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const ERRORS = {
  'bad-request': 400,
  unauthorized: 401,
  'not-found': 404,
  'method-not-allowed': 405,
  conflict: 409,
  'body-too-large': 413,
  'unsupported-type': 415,
  failed: 500,
} as const;

/** Answers `{"error": …, "message": …}` and what else the client is told. */
export function sendFault(
  reply: FastifyReply,
  error: keyof typeof ERRORS,
  message: string,
  more: Record<string, unknown> = {},
): FastifyReply {
  return reply.code(ERRORS[error]).send({ error, message, ...more });
}

/** Answers what fastify or a route threw. A fault of the example itself tells nothing of its inside. */
export function answerError(
  error: FastifyError,
  _request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const status = error.statusCode ?? 500;
  if (status === 413) return sendFault(reply, 'body-too-large', 'The body is too large.');
  if (status === 415)
    return sendFault(reply, 'unsupported-type', 'The body must be application/json.');
  if (status >= 400 && status < 500) return sendFault(reply, 'bad-request', error.message);
  return sendFault(reply, 'failed', 'The request could not be handled.');
}

/** Answers 404 for paths that do not exist. */
export function answerUnknownPath(_request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return sendFault(reply, 'not-found', 'There is nothing here.');
}

/** Registers routes, and answers 405 with `Allow` for the other methods of their paths (RFC 9110, 15.5.6). */
export function refuseOtherMethods(app: FastifyInstance, register: () => void): void {
  const methodsOf = new Map<string, string[]>();
  app.addHook('onRoute', ({ url, method }) => {
    methodsOf.set(url, [...(methodsOf.get(url) ?? []), ...[method].flat()]);
  });
  register();
  // A copy, since each route that is added here runs the hook as well.
  for (const [url, allowed] of Array.from(methodsOf)) {
    const method = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].filter(
      (name) => !allowed.includes(name),
    );
    const allow = allowed.join(', ');
    app.route({
      method,
      url,
      handler: (_request, reply) =>
        sendFault(reply.header('allow', allow), 'method-not-allowed', `This path takes ${allow}.`),
    });
  }
}
