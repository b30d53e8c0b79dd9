/** The documentation of the API: `/api/docs` for people, `/api/docs/json` for programs. Made when somebody first asks. */
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { describeRoute } from './describe-route.ts';
import { ANY_OBJECT, TEXT } from './shapes.ts';

/** Serves it, open to whoever reaches the listener: it says what this repository says. */
export function serveDocs(app: FastifyInstance, routes: readonly RouteOptions[]): void {
  let docs: Promise<FastifyInstance> | undefined;
  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    docs ??= makeDocs(routes).catch((error: unknown) => {
      docs = undefined;
      throw error;
    });
    const made = await docs;
    reply.hijack();
    made.routing(request.raw, reply.raw);
  };
  const page = { tag: 'documentation', open: true } as const;
  app.get(
    '/api/docs',
    {
      schema: describeRoute({
        ...page,
        summary: 'This documentation as a page.',
        answer: TEXT,
        type: 'text/html',
      }),
    },
    answer,
  );
  app.get(
    '/api/docs/json',
    {
      schema: describeRoute({
        ...page,
        summary: 'This documentation as OpenAPI 3.1.',
        answer: ANY_OBJECT,
      }),
    },
    answer,
  );
  app.get(
    '/api/docs/*',
    {
      schema: describeRoute({
        ...page,
        summary: 'Files of the page.',
        answer: TEXT,
        type: 'application/octet-stream',
        refusals: ['not-found'],
      }),
    },
    answer,
  );
}

/** Kept out of the gateway's start, which it would make a third of a second longer. */
async function makeDocs(routes: readonly RouteOptions[]): Promise<FastifyInstance> {
  const { makeDocsServer } = await import('./make-docs-server.ts');
  return makeDocsServer(routes);
}
