/** A stock `opa run --server` follows a channel, with its own verification of signatures on. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { findOpa } from '../../bundles/find-opa.ts';
import { rollback } from '../../bundles/server/change-remotely.ts';
import { KEY, makeBundle, startTestServer } from './support.ts';

const PUBLISHES = 50;

t.test('through 50 publishes, a rollback, a corrupt upload and a restart', async (t) => {
  const server = await startTestServer({ read: 'granted' });
  t.teardown(() => server.stop());
  const dir = await mkdtemp(join(tmpdir(), 'regent-opa-'));
  t.teardown(() => rm(dir, { recursive: true }));
  const url = await startOpa(t, dir, server.url, server.token);

  // The policies are few and the bundles many: a bundle's data is not needed to tell them apart.
  for (let sequence = 1; sequence <= PUBLISHES; sequence += 1) {
    const reason = `policy-${sequence % 5}`;
    t.equal((await server.publish(await makeBundle(reason, { sequence }))).status, 201);
    t.equal(await follow(url, reason), reason, `publish ${sequence}`);
  }

  const corrupt = Buffer.from(await makeBundle('policy-4', { sequence: PUBLISHES + 1 }));
  corrupt.fill(0x58, corrupt.length >> 1, (corrupt.length >> 1) + 16);
  t.equal((await server.publish(corrupt)).status, 422);
  t.equal(await decide(url), 'policy-0', 'a refused upload changes nothing');

  const signing = { key: KEY, trusted: [], fromScope: 'staging', scope: 'staging' };
  await rollback(server.client, { channel: 'staging', to: 'rev-48', reason: 'back' }, signing);
  t.equal(await follow(url, 'policy-3'), 'policy-3', 'a rollback');

  await server.restart();
  const after = await makeBundle('policy-2', { sequence: PUBLISHES + 2 });
  t.equal((await server.publish(after)).status, 201);
  t.equal(await follow(url, 'policy-2'), 'policy-2', 'after a restart of the server');
});

async function startOpa(
  t: {
    teardown: (end: () => void) => void;
    passing: () => boolean;
    comment: (text: string) => void;
  },
  dir: string,
  server: string,
  token: string,
): Promise<string> {
  const port = await freePort();
  const config = {
    services: {
      regent: {
        url: server,
        credentials: { bearer: { token } },
        response_header_timeout_seconds: 60,
      },
    },
    keys: { [KEY.id]: { algorithm: KEY.algorithm, key: KEY.publicKey } },
    bundles: {
      staging: {
        service: 'regent',
        resource: 'bundles/staging.tar.gz',
        signing: { keyid: KEY.id, scope: 'staging' },
        polling: { long_polling_timeout_seconds: 30, min_delay_seconds: 1, max_delay_seconds: 1 },
      },
    },
  };
  const file = join(dir, 'opa.json');
  await writeFile(file, JSON.stringify(config));
  const { path } = await findOpa();
  const args = ['run', '--server', `--addr=127.0.0.1:${port}`, `--config-file=${file}`];
  const opa = spawn(path, args, { stdio: ['ignore', 'ignore', 'pipe'], env: {} });
  const log: string[] = [];
  opa.stderr.on('data', (chunk: Buffer) => log.push(chunk.toString()));
  t.teardown(() => {
    opa.kill('SIGKILL');
    if (!t.passing()) t.comment(log.join('').slice(-4000));
  });
  return `http://127.0.0.1:${port}`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** What opa decides now: the reason; undefined while it has no bundle or is not up. */
async function decide(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(`${url}/v1/data/regent/decision`, {
      method: 'POST',
      body: JSON.stringify({ input: { request: true } }),
    });
    const { result } = (await response.json()) as { result?: { reasons: string[] } };
    return result?.reasons[0];
  } catch {
    return undefined;
  }
}

/** Waits until opa decides so, 10 s at most. */
async function follow(url: string, reason: string): Promise<string | undefined> {
  let last: string | undefined;
  for (const end = Date.now() + 10_000; Date.now() < end;) {
    last = await decide(url);
    if (last === reason) break;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return last;
}
