import type { FastifyInstance } from 'fastify';

/** What pages of the admin listener may load and do: what comes from itself. No inline script or style. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "font-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

const HEADERS: readonly (readonly [name: string, value: string])[] = [
  ['Content-Security-Policy', CONTENT_SECURITY_POLICY],
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'no-referrer'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
];

/** Addresses whose answers are about a person or a moment. */
const UNCACHED = /^\/(api|auth|v1)\//;

/**
 * Sets the security headers of every answer of the listener, of hijacked and failed ones too; `url` is
 * the origin of the page. A route may set its own value by `reply.header`.
 */
export function setSecurityHeaders(app: FastifyInstance, url: string | undefined): void {
  const isTls = url?.startsWith('https:') === true;
  app.addHook('onRequest', (request, reply, done) => {
    for (const [name, value] of HEADERS) reply.raw.setHeader(name, value);
    if (isTls) reply.raw.setHeader('Strict-Transport-Security', 'max-age=31536000');
    if (UNCACHED.test(request.url)) reply.raw.setHeader('Cache-Control', 'no-store');
    done();
  });
}
