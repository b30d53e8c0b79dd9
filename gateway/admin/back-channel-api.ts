import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { Refusal } from '../errors.ts';
import type { SignIn } from '../sign-in/sign-in.ts';

/**
 * `POST /auth/oidc/{way}/backchannel`: the provider says that somebody has signed out there (OpenID
 * Connect Back-Channel Logout 1.0 section 2.5). Its signature is all that is asked of it.
 */
export function serveBackChannel(app: FastifyInstance, signIn: SignIn, log: Logger): void {
  app.post<{ Params: { way: string }; Body: URLSearchParams | undefined }>(
    '/auth/oidc/:way/backchannel',
    async (request, reply) => {
      const channel = signIn.backChannels.get(request.params.way);
      if (!channel) throw new Refusal('not-found', 'There is no such way to sign in.');
      const [token, ...more] = request.body?.getAll('logout_token') ?? [];
      try {
        if (token === undefined || more.length > 0) {
          throw new Refusal('malformed-request', 'There must be one logout_token.');
        }
        const ended = await channel.logout(token);
        log.info({ way: request.params.way, ended }, 'the provider ended sessions');
        return await reply.code(200).send({});
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        log.warn({ way: request.params.way, code: error.code }, 'a logout token was refused');
        const status = error.code === 'keys-unavailable' ? 503 : 400;
        // Section 2.8.
        const body = { error: 'invalid_request', error_description: error.detail };
        return reply.code(status).send(body);
      }
    },
  );
}
