import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { Refusal } from '../errors.ts';
import type { Session } from '../sign-in/sessions.ts';

/** What a request of the page says to change anything. */
const CSRF_HEADER = 'x-regent-csrf';

const SAFE = new Set(['GET', 'HEAD']);

/**
 * Throws a Refusal `cross-site-request` unless the request is a safe one, or comes from our own page:
 * from its origin (`Origin`, or where a browser leaves that out `Sec-Fetch-Site`), and with the session's
 * CSRF token. A page of another host of our domain is another's.
 */
export function checkSameOrigin(request: FastifyRequest, session: Session, url: string): void {
  if (SAFE.has(request.method)) return;
  const { origin } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const isOwn = origin === undefined ? site === 'same-origin' : origin === url;
  if (!isOwn || (site !== undefined && site !== 'same-origin')) {
    throw refused(`the request must come from ${url} (header Origin)`);
  }
  const token = request.headers[CSRF_HEADER];
  if (typeof token !== 'string' || !isEqual(token, session.csrf)) {
    throw refused('the header X-Regent-CSRF must have the value `csrf` of GET /api/session');
  }
}

function isEqual(a: string, b: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}

function refused(detail: string): Refusal {
  return new Refusal('cross-site-request', `With a session, ${detail}.`);
}
