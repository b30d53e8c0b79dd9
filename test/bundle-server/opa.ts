/** A stock `opa run --server` that follows a channel. */
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findOpa } from '../../bundles/find-opa.ts';
import { freePort } from '../helpers/free-port.ts';
import { until } from '../helpers/until.ts';
import { KEY } from './support.ts';

/** Starts opa, which follows the channel `staging` of `server` and verifies signatures; gives its URL. */
export async function startOpa(
  t: {
    teardown: (end: () => void) => void;
    passing: () => boolean;
    comment: (text: string) => void;
  },
  dir: string,
  { server, token, polling }: { server: string; token?: string; polling: object },
): Promise<string> {
  const port = await freePort();
  const config = {
    services: {
      regent: {
        url: server,
        ...(token !== undefined && { credentials: { bearer: { token } } }),
        response_header_timeout_seconds: 60,
      },
    },
    keys: { [KEY.id]: { algorithm: KEY.algorithm, key: KEY.publicKey } },
    bundles: {
      staging: {
        service: 'regent',
        resource: 'bundles/staging.tar.gz',
        signing: { keyid: KEY.id, scope: 'staging' },
        polling,
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

/** What opa decides now: the reason; undefined while it has no bundle or is not up. */
export async function decide(url: string): Promise<string | undefined> {
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

/** Waits until opa decides so. */
export async function follow(url: string, reason: string): Promise<void> {
  await until(async () => (await decide(url)) === reason);
}
