import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { Refusal } from '../errors.ts';
import { MAX_RESPONSE } from '../sign-in/check-saml-text.ts';
import { clearCookie, readCookie, SAML_COOKIE, writeCookie } from '../sign-in/cookies.ts';
import { readReturnTo } from '../sign-in/return-to.ts';
import type { SamlWay } from '../sign-in/saml-way.ts';
import { FLOW_LIFETIME } from '../sign-in/seal-flow.ts';
import type { SignIn } from '../sign-in/sign-in.ts';
import { SignInError } from '../sign-in/types.ts';
import { admit, BEGIN, refuse, type Begin } from './sign-in-api.ts';

interface Named {
  Params: { way: string };
}

/** Signing in with a browser by SAML 2.0. What fails sends the browser to `/sign-in?error=…`. */
export function serveSaml(app: FastifyInstance, signIn: SignIn, log: Logger): void {
  app.get<Begin>('/auth/saml/:way', { schema: { querystring: BEGIN } }, async (request, reply) => {
    const way = findWay(signIn, request.params.way);
    const { to, fresh } = request.query;
    const { url, flow } = await way.begin({ to: readReturnTo(to), fresh: fresh === 'true' });
    const options = { sameSite: 'None', seconds: FLOW_LIFETIME / 1000 } as const;
    // The provider's page posts the answer from another site, where Lax is not sent with it.
    void reply.header('set-cookie', writeCookie(SAML_COOKIE, signIn.flows.seal(flow), options));
    return reply.redirect(url, 303);
  });

  app.get<Named>('/auth/saml/:way/metadata', (request, reply) =>
    reply.type('application/samlmetadata+xml').send(findWay(signIn, request.params.way).metadata()),
  );

  app.post<Named & { Body: URLSearchParams | undefined }>(
    '/auth/saml/:way/acs',
    // Base64 and percent-encoding make it larger.
    { bodyLimit: 2 * MAX_RESPONSE },
    async (request, reply) => {
      const way = findWay(signIn, request.params.way);
      void reply.header('set-cookie', clearCookie(SAML_COOKIE, 'None'));
      try {
        const cookie = readCookie([request.headers.cookie ?? ''], SAML_COOKIE);
        const flow = signIn.flows.open(cookie, 'saml', way.config.name);
        if (!flow) {
          throw new SignInError('expired', 'this browser has not begun it, or too long ago');
        }
        const [encoded, ...more] = request.body?.getAll('SAMLResponse') ?? [];
        if (encoded === undefined || more.length > 0) {
          throw new SignInError('refused', 'there must be one SAMLResponse');
        }
        const signedIn = await way.finish(encoded, flow);
        admit({ signIn, request, reply, log, kind: 'saml', way: way.config.name }, signedIn);
        return await reply.redirect(flow.to, 303);
      } catch (error) {
        return refuse(reply, log, way.config.name, error);
      }
    },
  );
}

function findWay(signIn: SignIn, name: string): SamlWay {
  const way = signIn.saml.get(name);
  if (!way)
    throw new Refusal('not-found', 'There is no such way to sign in; see GET /api/session.');
  return way;
}
