/** A server without a port, which has the routes by their schemas alone, and their documentation. */
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import fastify, { type FastifyInstance, type RouteOptions } from 'fastify';
import { VERSION } from '../../version.ts';
import { PROBLEM } from './describe-route.ts';

const TAGS = {
  activity: 'What is on record of requests.',
  sessions: 'An agent’s requests in order.',
  policies: 'What decides, and how it came to.',
  health: 'How the gateway and its surroundings are.',
  approvals: 'What waits for people.',
  people: 'Passkeys and delegations of the person who asks.',
  evidence: 'Erasures and legal holds.',
  ledger: 'The ledger as a log of C2SP tlog-tiles.',
  'sign-in': 'Sessions of browsers.',
  notifications: 'Messages about approvals.',
  documentation: 'This documentation.',
};

/** The page sets styles of elements; otherwise it needs no more than what this listener has. */
const CONTENT_SECURITY = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:'],
  'connect-src': "'self'",
  'font-src': "'self'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
  'base-uri': "'none'",
};

/** Makes it. It answers what is below `/api/docs`; the routes are there to be described. */
export async function makeDocsServer(routes: readonly RouteOptions[]): Promise<FastifyInstance> {
  const app = fastify({ exposeHeadRoutes: false });
  app.addSchema(PROBLEM);
  app.setSerializerCompiler(() => (answer) => JSON.stringify(answer));
  app.setValidatorCompiler(() => () => true);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Regent',
        version: VERSION,
        description: 'The API of the admin listener. Errors are problem documents (RFC 9457).',
      },
      tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer' },
          session: { type: 'apiKey', in: 'cookie', name: 'regent-session' },
        },
      },
    },
    refResolver: { buildLocalReference: (json) => json['$id'] as string },
  });
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    staticCSP: CONTENT_SECURITY,
    uiConfig: { docExpansion: 'list', deepLinking: true, validatorUrl: null },
  });
  const described = routes.filter(({ url }) => !url.startsWith('/api/docs'));
  for (const { method, url, schema } of described)
    app.route({ method, url, ...(schema && { schema }), handler: () => null });
  await app.ready();
  return app;
}
