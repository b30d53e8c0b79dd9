/** `regent login` and `regent logout`: signing in by device flow (RFC 8628). */
import * as client from 'openid-client';
import { isLoopback } from '../gateway/config/hosts.ts';
import { SetupError } from '../gateway/errors.ts';
import { plain } from './plain.ts';
import { readDevFile } from './dev/dev-file.ts';
import { forgetTokens, storeToken, type StoredToken } from './stored-tokens.ts';

/** What the gateway says of a provider that the command can sign in at. */
interface Way {
  name: string;
  cli?: { issuer: string; client_id: string; scope: string; resource?: string };
}

/** `regent login`. */
export async function login(options: { url?: string; way?: string }): Promise<void> {
  const admin = readOrigin(options.url ?? (await readDevFile('.regent'))?.admin);
  const { name, cli } = chooseWay(await readWays(admin), options.way);
  const { issuer, client_id: clientId, scope, resource } = cli!;
  const configuration = await discover(issuer, clientId);
  const asked = { scope, ...(resource !== undefined && { resource }) };
  const started = await client
    .initiateDeviceAuthorization(configuration, asked)
    .catch((error: unknown) => fail(`the provider ${issuer} does not begin a sign-in`, error));
  console.log(`Sign in to ${admin} at ${name}: open this address, and see that it shows the code`);
  console.log(plain(`  ${started.verification_uri_complete ?? started.verification_uri}`));
  console.log(plain(`  code: ${started.user_code}`));
  const answer = await client
    .pollDeviceAuthorizationGrant(
      configuration,
      started,
      resource === undefined ? {} : { resource },
    )
    .catch((error: unknown) => fail('nobody was signed in', error));
  await storeToken(toStored({ admin, issuer, clientId }, answer));
  console.log('Signed in. The other commands use it; `regent logout` ends it.');
}

/** `regent logout`: the tokens are forgotten, and where the provider can, taken back. */
export async function logout(options: { url?: string }): Promise<void> {
  const admin = options.url === undefined ? undefined : readOrigin(options.url);
  const forgotten = await forgetTokens(admin);
  for (const { issuer, clientId, refresh } of forgotten) {
    if (refresh === undefined) continue;
    // Where the provider is away, the token still ends by itself.
    await discover(issuer, clientId)
      .then((configuration) => client.tokenRevocation(configuration, refresh))
      .catch(() => undefined);
  }
  console.log(forgotten.length === 0 ? 'Nobody was signed in.' : 'Signed out.');
}

/** The same token where it is still valid, else one that the provider gives for it; undefined where it gives none. */
export async function renewToken(token: StoredToken): Promise<StoredToken | undefined> {
  if (token.expiresAt === undefined || Date.now() + 5_000 < token.expiresAt) return token;
  if (token.refresh === undefined) return undefined;
  try {
    const configuration = await discover(token.issuer, token.clientId);
    const answer = await client.refreshTokenGrant(configuration, token.refresh);
    const next = { refresh: token.refresh, ...toStored(token, answer) };
    await storeToken(next);
    return next;
  } catch {
    return undefined;
  }
}

/** Tokens go to this address, so that it must be TLS or this machine. */
export function readOrigin(text: string | undefined): string {
  const url = URL.parse(text ?? '');
  const isSafe =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  if (!url || !isSafe) {
    throw new SetupError([
      'Name the admin listener with --url, such as https://regent.internal:9443 (http is for loopback alone).',
    ]);
  }
  return url.origin;
}

async function readWays(admin: string): Promise<Way[]> {
  try {
    const response = await fetch(new URL('/api/session', admin));
    return ((await response.json()) as { ways: Way[] }).ways;
  } catch (error) {
    throw new SetupError([`The gateway's admin listener ${admin} does not answer.`], error);
  }
}

function chooseWay(ways: Way[], wanted: string | undefined): Way {
  const able = ways.filter(({ cli }) => cli !== undefined);
  const chosen = able.find(({ name }) => wanted === undefined || name === wanted);
  if (chosen) return chosen;
  const names = able.map(({ name }) => name).join(', ');
  throw new SetupError([
    able.length === 0
      ? 'The gateway has no provider for the command: set console.oidc[].cli_client_id.'
      : `There is no way ${plain(wanted ?? '')} for the command; there is ${plain(names)}.`,
  ]);
}

function discover(issuer: string, clientId: string): Promise<client.Configuration> {
  const url = new URL(issuer);
  const isLocal = url.protocol === 'http:' && isLoopback(url.hostname);
  const options = isLocal ? { execute: [client.allowInsecureRequests] } : {};
  return client
    .discovery(url, clientId, undefined, client.None(), options)
    .catch((error: unknown) => fail(`the provider ${issuer} does not answer`, error));
}

function toStored(
  { admin, issuer, clientId }: Pick<StoredToken, 'admin' | 'issuer' | 'clientId'>,
  answer: client.TokenEndpointResponse,
): StoredToken {
  const { access_token: access, expires_in: seconds, refresh_token: refresh } = answer;
  return {
    admin,
    issuer,
    clientId,
    access,
    ...(seconds !== undefined && { expiresAt: Date.now() + seconds * 1000 }),
    ...(refresh !== undefined && { refresh }),
  };
}

function fail(what: string, error: unknown): never {
  const { error: code } = error as { error?: unknown };
  const why = typeof code === 'string' ? `: ${plain(code)}` : '';
  throw new SetupError([`Sorry, ${plain(what)}${why}.`], error);
}
