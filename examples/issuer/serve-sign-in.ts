/** The page on which one picks who one is. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Provider } from 'oidc-provider/lib/provider.js';
import { PEOPLE } from './accounts.ts';
import { renderPage, renderSignIn } from './pages.ts';

/** Answers what is below `/sign-in/`; false for everything else, which is oidc-provider's. */
export function serveSignIn(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  const uid = /^\/sign-in\/([A-Za-z0-9_-]+)$/.exec(request.url ?? '')?.[1];
  if (uid === undefined) return false;
  answer(provider, uid, request, response).catch(() => {
    // Too late, or the browser is not the one that began.
    sendPage(response, 400, renderPage('Too late', '<p>Begin again where you came from.</p>'));
  });
  return true;
}

async function answer(
  provider: Provider,
  uid: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const details = await provider.interactionDetails(request, response);
  if (details.uid !== uid) throw new Error('another sign-in');
  if (request.method !== 'POST') {
    sendPage(response, 200, renderSignIn(uid, PEOPLE));
    return;
  }
  const name = new URLSearchParams(await text(request)).get('account');
  const person = PEOPLE.find((each) => each.name === name);
  const result = person
    ? { login: { accountId: person.name, amr: ['pwd'], remember: false } }
    : { error: 'access_denied', error_description: 'nobody was picked' };
  await provider.interactionFinished(request, response, result);
}

function sendPage(response: ServerResponse, status: number, page: string): void {
  if (response.headersSent) return;
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  });
  response.end(page);
}
