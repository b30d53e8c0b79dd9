import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../errors.ts';
import { loadPage } from './load-page.ts';

/** The paths of the page's views. All get the same document; its scripts show what the path names. */
const VIEWS = [
  '/inbox',
  '/inbox/:id',
  '/activity',
  '/activity/:id',
  '/sessions',
  '/sessions/:id',
  '/policies',
  '/health',
  '/sign-in',
  '/settings',
];

/**
 * The page of approvers and auditors. Nothing of it is secret: what it shows comes from the API, which
 * asks who it is. A file is found by its exact name among those that were read, so that no path leads elsewhere.
 */
export function servePage(app: FastifyInstance): void {
  app.get('/', (_request, reply) => reply.redirect('/inbox'));
  for (const path of VIEWS) {
    app.get(path, (request, reply) => sendFile('index.html', request, reply));
  }
  app.get<{ Params: { '*': string } }>('/page/*', (request, reply) =>
    sendFile(request.params['*'], request, reply),
  );
}

async function sendFile(
  name: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const file = (await loadPage()).get(name);
  if (!file) throw new Refusal('not-found', 'The page has no such file.');
  // Asked for again each time, so that page and API are of one version, and sent only where it changed.
  reply.headers({ etag: file.etag, 'cache-control': 'no-cache' });
  if (request.headers['if-none-match'] === file.etag) return reply.code(304).send();
  return reply.type(file.type).send(file.body);
}
