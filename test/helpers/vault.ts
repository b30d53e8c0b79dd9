/**
 * A server with the two calls of Vault's transit engine that Regent makes, as Vault's API documents them. It is
 * not Vault: what it accepts and answers was taken from that documentation.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A running server; its members may be changed while it runs. */
export interface FakeVault {
  address: string;
  token: string;
  /** The versions of the key, the newest last. */
  keys: Buffer[];
  /** Calls so far, such as `encrypt`. */
  calls: string[];
  /** What is answered instead, with this status, where it is set. */
  instead?: { status: number; body: string; location?: string } | undefined;
  /** Changes what `decrypt` gives. */
  distort?: (key: Buffer) => Buffer;
  close(): Promise<void>;
}

/** Starts it on a free port of the loopback, with the engine at `transit` and the key `evidence`. */
export async function startVault(): Promise<FakeVault> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const token = String(request.headers['x-vault-token']);
      const { status, body, location } = answer(
        vault,
        request.url!,
        token,
        Buffer.concat(chunks).toString(),
      );
      response.writeHead(status, {
        'content-type': 'application/json',
        ...(location !== undefined && { location }),
      });
      response.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const vault: FakeVault = {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token: 's.test',
    keys: [randomBytes(32)],
    calls: [],
    close: () => close(server),
  };
  return vault;
}

function answer(
  vault: FakeVault,
  url: string,
  token: string,
  text: string,
): NonNullable<FakeVault['instead']> {
  const [, action] = /^\/v1\/transit\/(encrypt|decrypt)\/evidence$/.exec(url) ?? [];
  if (vault.instead) return vault.instead;
  if (token !== vault.token) return failed(403, 'permission denied');
  if (action === undefined) return failed(404, `no handler for route ${url}`);
  vault.calls.push(action);
  const body = JSON.parse(text) as Record<string, string>;
  const associated = Buffer.from(body['associated_data'] ?? '', 'base64');
  if (action === 'encrypt') {
    const version = vault.keys.length;
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', vault.keys.at(-1)!, nonce).setAAD(associated);
    const sealed = cipher.update(Buffer.from(body['plaintext']!, 'base64'));
    cipher.final();
    const whole = Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString('base64');
    return succeeded({ ciphertext: `vault:v${version}:${whole}`, key_version: version });
  }
  const [, version, sealed] = /^vault:v(\d+):(.*)$/.exec(body['ciphertext']!) ?? [];
  const bytes = Buffer.from(sealed ?? '', 'base64');
  try {
    const key = vault.keys[Number(version) - 1]!;
    const cipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAAD(associated);
    cipher.setAuthTag(bytes.subarray(-16));
    const plain = cipher.update(bytes.subarray(12, -16));
    cipher.final();
    return succeeded({ plaintext: (vault.distort?.(plain) ?? plain).toString('base64') });
  } catch {
    return failed(400, 'cipher: message authentication failed');
  }
}

function succeeded(data: object): { status: number; body: string } {
  return { status: 200, body: JSON.stringify({ request_id: 'r', lease_id: '', data }) };
}

function failed(status: number, error: string): { status: number; body: string } {
  return { status, body: JSON.stringify({ errors: [error] }) };
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
