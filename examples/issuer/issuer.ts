/** The example issuer: an OpenID Connect server on loopback that gives tokens to two agents and three people. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
// The package's main file warns on the console about every Node.js that is not named LTS, which
// the pinned one is not; all that it does besides is to export this class.
import { Provider } from 'oidc-provider/lib/provider.js';
import { ACCOUNTS, findAccount } from './accounts.ts';
import { configureProvider } from './configuration.ts';
import { serveSignIn } from './serve-sign-in.ts';
import { loadSigningKey } from './signing-key.ts';

/** How the example issuer is started. */
export interface IssuerOptions {
  /** Default 0: the system chooses. Tokens outlive a restart only on the same port. */
  port?: number;
  /** Name or IPv4 address to listen on, and in the issuer's name. Default 127.0.0.1. */
  host?: string;
  /** Origin of the gateway's page, for people to sign in there with a browser. */
  consoleUrl?: string;
  /** Where the signing key is kept. Without it the key is new at each start. */
  keyFile?: string;
}

/** The running example issuer. */
export interface Issuer {
  /** The issuer's name, as in `iss`; discovery lies below it. */
  issuer: string;
  /**
   * A fresh token of the account, asked for over HTTP, for its own audience or the one that is named.
   * Throws if nobody has the name, or with the issuer's status and error if it refuses.
   */
  token(name: string, audience?: string): Promise<string>;
  /** Names of the accounts. */
  names: string[];
  /** Stops at once: open connections are cut. */
  close(): Promise<void>;
}

/** Starts the example issuer. Throws if the key file is unusable or the port is taken. */
export async function startIssuer(options: IssuerOptions = {}): Promise<Issuer> {
  const key = loadSigningKey(options.keyFile);
  const secrets = new Map(
    ACCOUNTS.map(({ name }) => [name, randomBytes(32).toString('base64url')]),
  );
  const host = options.host ?? '127.0.0.1';
  const server = createServer();
  server.listen(options.port ?? 0, host);
  await once(server, 'listening');
  // The port is part of the issuer's name, so that it must be known first.
  const issuer = `http://${host}:${(server.address() as AddressInfo).port}`;
  const { consoleUrl } = options;
  const parts = { key, secrets, ...(consoleUrl !== undefined && { consoleUrl }) };
  const provider = new Provider(issuer, configureProvider(parts));
  const answer = provider.callback();
  server.on('request', (request, response) => {
    if (!serveSignIn(provider, request, response)) answer(request, response);
  });
  return {
    issuer,
    token: async (name, audience) =>
      fetchToken(issuer, `${name}:${secrets.get(findAccount(name).name)}`, audience),
    names: ACCOUNTS.map(({ name }) => name),
    close: () => closeServer(server),
  };
}

async function fetchToken(
  issuer: string,
  credentials: string,
  audience: string | undefined,
): Promise<string> {
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      ...(audience === undefined ? undefined : { resource: audience }),
    }),
  });
  const answer = (await response.json()) as { access_token?: string; error?: string };
  if (answer.access_token === undefined) {
    throw new Error(`the example issuer gives no token: ${response.status} ${answer.error}`);
  }
  return answer.access_token;
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
