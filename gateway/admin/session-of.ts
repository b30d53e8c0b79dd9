import type { FastifyInstance, FastifyRequest } from 'fastify';
import { readCookie, SESSION_COOKIE, writeCookie, clearCookie } from '../sign-in/cookies.ts';
import type { Session, Sessions } from '../sign-in/sessions.ts';

interface Found {
  session: Session;
  cookie: string;
}

const found = new WeakMap<FastifyRequest['raw'], Found>();

/** The session of a request, or undefined. */
export function sessionOf(request: FastifyRequest): Session | undefined {
  const session = found.get(request.raw)?.session;
  return session?.ended.aborted === true ? undefined : session;
}

/** Whether a request has a cookie of a session, good or not. */
export function hasSessionCookie(request: FastifyRequest): boolean {
  return request.headers.cookie?.includes(`${SESSION_COOKIE}=`) === true;
}

/**
 * Finds the session of every request, gives the browser another cookie when it is time, takes away one
 * that is good for nothing, and cuts off what still streams when the session ends.
 */
export function findSessions(app: FastifyInstance, sessions: Sessions): void {
  app.addHook('onRequest', (request, reply, done) => {
    const cookie = readCookie([request.headers.cookie ?? ''], SESSION_COOKIE);
    const session = sessions.find(cookie);
    if (session && cookie !== undefined) {
      found.set(request.raw, { session, cookie });
      const cut = (): void => {
        // Ending it by the request itself, such as logging out, is answered.
        if (reply.raw.headersSent && !reply.raw.writableEnded) reply.raw.destroy();
      };
      session.ended.addEventListener('abort', cut, { once: true });
      reply.raw.once('close', () => session.ended.removeEventListener('abort', cut));
    }
    done();
  });
  app.addHook('onSend', (request, reply, _payload, done) => {
    const known = found.get(request.raw);
    // What the route itself says of cookies comes after all that is said here.
    if (reply.getHeader('set-cookie') === undefined) {
      const next = known && sessions.rotate(known.session, known.cookie);
      if (next !== undefined) {
        void reply.header('set-cookie', writeCookie(SESSION_COOKIE, next, { sameSite: 'Strict' }));
      } else if (sessionOf(request) === undefined && hasSessionCookie(request)) {
        void reply.header('set-cookie', clearCookie(SESSION_COOKIE, 'Strict'));
      }
    }
    done();
  });
}
