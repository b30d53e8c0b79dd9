/** The configuration of oidc-provider: client credentials and nothing else. */
import { randomBytes } from 'node:crypto';
import { InvalidTarget } from 'oidc-provider/lib/helpers/errors.js';
import type { Client } from 'oidc-provider/lib/provider.js';
import { ACCOUNTS, findAccount } from './accounts.ts';
import { createNoStorage } from './no-storage.ts';
import type { JsonWebKey } from './signing-key.ts';

/** How long a token is valid, in seconds. */
export const TOKEN_LIFETIME = 600;

/** The configuration for clients with these secrets, by account name. What is left at its default would warn or be open. */
export function configureProvider(
  key: JsonWebKey,
  secrets: ReadonlyMap<string, string>,
): Record<string, unknown> {
  return {
    adapter: createNoStorage,
    jwks: { keys: [{ ...key, alg: 'ES256', use: 'sig' }] },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    clients: ACCOUNTS.map(({ name }) => ({
      client_id: name,
      client_secret: secrets.get(name),
      grant_types: ['client_credentials'],
      response_types: [],
      redirect_uris: [],
    })),
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    clientAuthMethods: ['client_secret_basic'],
    // For the sign-in of people that is to come; no client may use it yet.
    responseTypes: ['code'],
    // No page of another origin has business here.
    clientBasedCORS: () => false,
    // Tokens of client credentials have the client's id as their subject (RFC 9068, 2.2); the groups are ours.
    extraTokenClaims: (_context: unknown, token: { clientId: string }) => ({
      groups: findAccount(token.clientId).groups,
    }),
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: (_context: unknown, client: Client) =>
          findAccount(client.clientId).audience,
        getResourceServerInfo: (_context: unknown, resource: string, client: Client) =>
          describeResource(resource, client),
      },
    },
    ttl: { ClientCredentials: TOKEN_LIFETIME },
    renderError: (context: { type: string; body: string }, fault: { error: string }) => {
      context.type = 'text/plain';
      context.body = `${fault.error}\n`;
    },
  };
}

/** What a token for the resource looks like. Throws InvalidTarget if the client may not have one (RFC 8707). */
function describeResource(resource: string, client: Client): object {
  if (findAccount(client.clientId).audience !== resource) {
    throw new InvalidTarget(`${client.clientId} gets no token for this resource`);
  }
  return {
    audience: resource,
    scope: '',
    accessTokenFormat: 'jwt',
    accessTokenTTL: TOKEN_LIFETIME,
    jwt: { sign: { alg: 'ES256' } },
  };
}
