/** The configuration of oidc-provider: client credentials, and people who sign in with a browser or a device. */
import { randomBytes } from 'node:crypto';
import { InvalidTarget } from 'oidc-provider/lib/helpers/errors.js';
import type { Client } from 'oidc-provider/lib/provider.js';
import { ACCOUNTS, ADMIN_AUDIENCE, CLI_CLIENT, CONSOLE_CLIENT, findAccount } from './accounts.ts';
import { grantAll } from './grant-all.ts';
import { createMemoryStorage } from './memory-storage.ts';
import { renderDevicePage, renderPage } from './pages.ts';
import type { JsonWebKey } from './signing-key.ts';

/** How long a token is valid, in seconds. */
export const TOKEN_LIFETIME = 600;

const SIGN_IN_LIFETIME = 8 * 3600;

/** What is configured besides the accounts. */
export interface ProviderParts {
  key: JsonWebKey;
  /** By account name. */
  secrets: ReadonlyMap<string, string>;
  /** Origin of the gateway's page; without it nobody signs in with a browser. */
  consoleUrl?: string;
}

/** The configuration. What is left at its default would warn or be open. */
export function configureProvider({ key, secrets, consoleUrl }: ProviderParts): object {
  return {
    adapter: createMemoryStorage(),
    jwks: { keys: [{ ...key, alg: 'ES256', use: 'sig' }] },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    clients: [
      ...ACCOUNTS.map(({ name }) => ({
        client_id: name,
        client_secret: secrets.get(name),
        grant_types: ['client_credentials'],
        response_types: [],
        redirect_uris: [],
      })),
      ...(consoleUrl === undefined ? [] : [consoleClient(consoleUrl)]),
      {
        client_id: CLI_CLIENT,
        client_name: 'the regent command',
        token_endpoint_auth_method: 'none',
        grant_types: ['urn:ietf:params:oauth:grant-type:device_code'],
        response_types: [],
        redirect_uris: [],
      },
    ],
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    clientAuthMethods: ['client_secret_basic', 'none'],
    responseTypes: ['code'],
    scopes: ['openid', 'profile'],
    pkce: { required: () => true },
    // No page of another origin has business here.
    clientBasedCORS: () => false,
    claims: { openid: ['sub', 'groups'], profile: ['name'], acr: null, amr: null, auth_time: null },
    // What the person is goes into the ID token; there is no other place to ask.
    conformIdTokenClaims: false,
    findAccount: (_context: unknown, sub: string) => describeAccount(sub),
    // Nobody is asked for consent: all clients are Regent's own.
    loadExistingGrant: grantAll,
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/sign-in/${uid}` },
    // Tokens of client credentials have the client's id as their subject (RFC 9068, 2.2); the groups are ours.
    extraTokenClaims: (_context: unknown, token: { clientId: string; accountId?: string }) => ({
      groups: findAccount(token.accountId ?? token.clientId).groups,
    }),
    features: {
      backchannelLogout: { enabled: true },
      clientCredentials: { enabled: true },
      deviceFlow: {
        enabled: true,
        userCodeInputSource: renderDevicePage.askCode,
        userCodeConfirmSource: renderDevicePage.confirm,
        successSource: renderDevicePage.done,
      },
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context: { body: string }, form: string) => {
          context.body = renderPage(
            'Sign out',
            `${form}<button type="submit" form="op.logoutForm" name="logout" value="yes" autofocus>Sign out of the example issuer</button>`,
          );
        },
        postLogoutSuccessSource: (context: { body: string }) => {
          context.body = renderPage('Signed out', '<p>You are signed out.</p>');
        },
      },
      userinfo: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: (_context: unknown, client: Client) => audienceOf(client),
        useGrantedResource: () => true,
        getResourceServerInfo: (_context: unknown, resource: string, client: Client) =>
          describeResource(resource, client),
      },
    },
    ttl: {
      ClientCredentials: TOKEN_LIFETIME,
      AccessToken: TOKEN_LIFETIME,
      AuthorizationCode: 60,
      DeviceCode: TOKEN_LIFETIME,
      IdToken: TOKEN_LIFETIME,
      Interaction: TOKEN_LIFETIME,
      Grant: SIGN_IN_LIFETIME,
      Session: SIGN_IN_LIFETIME,
    },
    // By default it refuses to call loopback, where the gateway is that is told of logouts.
    fetch: (url: string, { dispatcher: _, ...init }: RequestInit & { dispatcher?: unknown }) =>
      fetch(url, init),
    renderError: (context: { type: string; body: string }, fault: { error: string }) => {
      context.type = 'text/plain';
      context.body = `${fault.error}\n`;
    },
  };
}

/** A public client: PKCE protects its codes, and there is no secret to keep between two starts. */
function consoleClient(url: string): object {
  return {
    client_id: CONSOLE_CLIENT,
    client_name: "the gateway's page",
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code'],
    response_types: ['code'],
    redirect_uris: [`${url}/auth/oidc/example/callback`],
    post_logout_redirect_uris: [`${url}/sign-in`],
    backchannel_logout_uri: `${url}/auth/oidc/example/backchannel`,
    backchannel_logout_session_required: true,
  };
}

function describeAccount(name: string): object {
  const { groups } = findAccount(name);
  const claims = { sub: name, name: name[0]!.toUpperCase() + name.slice(1), groups };
  return { accountId: name, claims: () => claims };
}

/** People's clients get tokens for the administration. */
function audienceOf({ clientId }: Client): string {
  const isForPeople = clientId === CONSOLE_CLIENT || clientId === CLI_CLIENT;
  return isForPeople ? ADMIN_AUDIENCE : findAccount(clientId).audience;
}

/** What a token for the resource looks like. Throws InvalidTarget if the client may not have one (RFC 8707). */
function describeResource(resource: string, client: Client): object {
  if (audienceOf(client) !== resource) {
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
