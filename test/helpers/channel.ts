import { createHash, generateKeyPairSync } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { stampBundle } from '../../bundles/manifest-archive.ts';
import { signBundle, type SigningKey } from '../../bundles/sign.ts';
import type { PolicyService, PolicyTrust } from '../../gateway/types.ts';
import { builtBundle } from './built-bundle.ts';

/** How a bundle for a test is made; what is left out is good. */
export interface Release {
  rules: string;
  sequence: number;
  /** By default `r` and the sequence. */
  revision?: string;
  /** Milliseconds from now. */
  expiresIn?: number;
  key?: SigningKey;
  scope?: string;
}

/** A web server with one bundle, which holds requests for it as OPA's bundle servers do. */
export interface Channel {
  /** To be followed so. */
  service: PolicyService;
  trust: PolicyTrust;
  /** Whether it knows long polling; a file server does not. */
  holds: boolean;
  key: SigningKey;
  /** Puts these bytes in place. */
  put(bytes: Buffer): void;
  /** Cuts all connections and answers 503, or works again. */
  setAway(away: boolean): void;
  close(): Promise<void>;
}

/** A new signing key, as a pair of PEM texts. */
export function makeSigningKey(id: string): { key: SigningKey; publicKey: string } {
  const pair = generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return {
    key: { id, algorithm: 'EdDSA', privateKey: pair.privateKey },
    publicKey: pair.publicKey,
  };
}

/** A signed bundle of these rules, by the real opa. */
export async function makeRelease(release: Release, key: SigningKey): Promise<Buffer> {
  const now = Date.now();
  const metadata = {
    sequence: release.sequence,
    created: new Date(now - 1000).toISOString(),
    expires: new Date(now + (release.expiresIn ?? 3_600_000)).toISOString(),
    source: { repository: '', commit: `r${release.sequence}` },
    min_version: '0.1.0',
  };
  const revision = release.revision ?? `r${release.sequence}`;
  const bytes = await stampBundle(await builtBundle(release.rules), metadata, revision);
  const options = release.scope === undefined ? {} : { scope: release.scope };
  return signBundle(bytes, release.key ?? key, options);
}

/** Starts a channel without a bundle in it. */
export async function startChannel(): Promise<Channel> {
  const { key, publicKey } = makeSigningKey('ci');
  let bytes: Buffer | undefined;
  let away = false;
  const held = new Set<{ etag: string | undefined; res: ServerResponse }>();
  const etagOf = (content: Buffer): string =>
    `"${createHash('sha256').update(content).digest('hex')}"`;
  const answer = (etag: string | undefined, res: ServerResponse): boolean => {
    if (bytes === undefined || etagOf(bytes) === etag) return false;
    res.writeHead(200, {
      'content-type': 'application/vnd.openpolicyagent.bundles',
      etag: etagOf(bytes),
    });
    res.end(bytes);
    return true;
  };
  const server = createServer((req, res) => {
    if (away) {
      res.writeHead(503).end();
      return;
    }
    const waiting = { etag: req.headers['if-none-match'], res };
    if (answer(waiting.etag, res)) return;
    if (!channel.holds) {
      res.writeHead(bytes === undefined ? 404 : 304).end();
      return;
    }
    held.add(waiting);
    const wait = Number(/wait=(\d+)/.exec(String(req.headers['prefer']))?.[1] ?? 0) * 1000;
    const timer = setTimeout(() => {
      held.delete(waiting);
      res.writeHead(304).end();
    }, wait);
    res.on('close', () => clearTimeout(timer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const channel: Channel = {
    key,
    holds: true,
    trust: { keys: [{ id: 'ci', algorithm: 'EdDSA', publicKey }] },
    service: {
      url: `http://127.0.0.1:${port}/bundles/test.tar.gz`,
      wait: 20_000,
      poll: 200,
      maxAge: 3_600_000,
      denyWhenStale: false,
    },
    put(content) {
      bytes = content;
      for (const waiting of held) {
        if (answer(waiting.etag, waiting.res)) held.delete(waiting);
      }
    },
    setAway(value) {
      away = value;
      if (away) server.closeAllConnections();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return channel;
}
