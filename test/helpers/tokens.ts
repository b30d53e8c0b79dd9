import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import type { IssuerConfig } from '../../gateway/types.ts';

/** What `sign` may do otherwise than its defaults. */
export interface SignOverrides {
  /** Merged over `{ alg, kid, typ: 'at+jwt' }`; `undefined` removes a member. */
  header?: Record<string, unknown>;
  /** Signs with this key instead of the issuer's current one. */
  key?: CryptoKey;
  /** When the token is issued, milliseconds since the epoch; now by default. */
  at?: number;
}

/** A real issuer on loopback: serves `/jwks` and the discovery document, and signs tokens. */
export interface TestIssuer {
  /** Believes this issuer's tokens: audience `urn:regent:gateway`, for admins `urn:regent:admin`. */
  config: IssuerConfig;
  /** Merges `claims` over the defaults; `undefined` removes a claim. */
  sign: (claims?: Record<string, unknown>, overrides?: SignOverrides) => Promise<string>;
  /** The keys that `/jwks` shows. Change it and the next fetch sees the change. */
  keys: JWK[];
  /** How often `/jwks` was fetched. */
  readonly fetches: number;
  /** Signs with a new key from now on. The old one stays published unless `keys` is changed. */
  rotate: () => Promise<void>;
  close: () => Promise<void>;
}

/** Starts an issuer with one key. Tokens have `sub`, `aud`, `groups`, and live 10 minutes. */
export async function createTestIssuer(algorithm = 'ES256'): Promise<TestIssuer> {
  let fetches = 0;
  const server = await serve((request, response, url) => {
    if (request.url === '/jwks') {
      fetches += 1;
      response.end(JSON.stringify({ keys: issuer.keys }));
    } else if (request.url === '/.well-known/openid-configuration') {
      response.end(JSON.stringify({ issuer: url, jwks_uri: `${url}/jwks` }));
    } else {
      response.writeHead(404).end();
    }
  });
  const { url } = server;
  let current = await makeKey(algorithm, 'key-1');
  const issuer: TestIssuer = {
    config: issuerConfig(url),
    keys: [current.jwk],
    get fetches() {
      return fetches;
    },
    sign: (claims = {}, overrides = {}) => {
      const header = { alg: algorithm, kid: current.jwk.kid, typ: 'at+jwt', ...overrides.header };
      const payload = { ...defaultClaims(url, overrides.at ?? Date.now()), ...claims };
      return new SignJWT(payload)
        .setProtectedHeader(header as { alg: string })
        .sign(overrides.key ?? current.privateKey);
    },
    rotate: async () => {
      current = await makeKey(algorithm, `key-${issuer.keys.length + 1}`);
      issuer.keys.push(current.jwk);
    },
    close: server.close,
  };
  return issuer;
}

async function makeKey(
  algorithm: string,
  kid: string,
): Promise<{ privateKey: CryptoKey; jwk: JWK }> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: algorithm, use: 'sig' } };
}

/** Believes the tokens of an issuer with `/jwks`. */
export function issuerConfig(url: string): IssuerConfig {
  return {
    issuer: url,
    audience: ['urn:regent:gateway'],
    adminAudience: ['urn:regent:admin'],
    jwksUrl: `${url}/jwks`,
    algorithms: ['EdDSA', 'Ed25519', 'ES256', 'ES384', 'PS256', 'RS256'],
    types: ['at+jwt', 'jwt'],
    clockTolerance: 30_000,
    maxLifetime: 3_600_000,
    requiredClaims: [],
    groupsClaim: 'groups',
    keysMaxAge: 3_600_000,
  };
}

function defaultClaims(issuer: string, at: number): Record<string, unknown> {
  const iat = Math.floor(at / 1000);
  return {
    iss: issuer,
    sub: 'support-agent',
    aud: 'urn:regent:gateway',
    groups: ['support'],
    iat,
    exp: iat + 600,
  };
}

/**
 * A token with any header and claims, as an attacker writes it. `makeSignature` gets the signing
 * input; without it the signature is empty.
 */
export function forgeToken(
  header: Record<string, unknown>,
  claims: unknown,
  makeSignature: (input: string) => Buffer = () => Buffer.alloc(0),
): string {
  const input = `${encodePart(header)}.${encodePart(claims)}`;
  return `${input}.${makeSignature(input).toString('base64url')}`;
}

/** Claims that `issuer` would sign, for a forged token. */
export function claimsOf(issuer: TestIssuer): Record<string, unknown> {
  return defaultClaims(issuer.config.issuer, Date.now());
}

function encodePart(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** What a document server answers to a request. */
export type Answer = (
  request: IncomingMessage,
  response: ServerResponse,
  url: string,
) => void | Promise<void>;

/** A real HTTP server on loopback with any answers, for issuers that misbehave. */
export async function serve(
  answer: Answer,
): Promise<{ url: string; requests: string[]; close: () => Promise<void> }> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    void answer(request, response, url);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, requests, close: () => closeServer(server) };
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}
