import type { FastifyInstance } from 'fastify';

/**
 * Lets the routes below `/auth/` read forms as `URLSearchParams`: providers post them. Elsewhere they are
 * no body, for a form is what another site's page can send without being asked.
 */
export function readForms(app: FastifyInstance, serve: (inner: FastifyInstance) => void): void {
  void app.register(async (inner) => {
    inner.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string' },
      (_request, text, done) => done(null, new URLSearchParams(String(text))),
    );
    serve(inner);
  });
}
