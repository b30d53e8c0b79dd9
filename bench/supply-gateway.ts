/** A gateway in a process of its own that follows a channel, and how to see what decides there. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { KEY } from '../test/bundle-server/support.ts';
import { createTestIssuer, type TestIssuer } from '../test/helpers/tokens.ts';
import { startChild, type Child, type NodeChild } from './start-child.ts';

/** It, and what it needs. */
export interface FollowingGateway {
  child: NodeChild;
  /** For agents. */
  token: string;
  stateDir: string;
  /**
   * Waits until this revision decides, and gives since when, in milliseconds since the epoch, as the gateway
   * says itself: to ask it often would take the time that is measured.
   */
  untilActive(revision: string): Promise<number>;
  stop(): Promise<void>;
}

/** Milliseconds between looks. */
const LOOK = 50;

/** Starts one on the channel with this URL. */
export async function startFollowing(channel: string): Promise<FollowingGateway> {
  const stateDir = await mkdtemp(join(tmpdir(), 'regent-bench-'));
  const issuer = await createTestIssuer();
  const upstream = await startChild('upstream');
  const child = await startChild('regent', await writeConfig(stateDir, channel, upstream, issuer));
  return {
    child,
    token: await issuer.sign({ sub: 'bench' }),
    stateDir,
    async untilActive(revision) {
      for (;;) {
        const status = await fetch(`${child.adminUrl}/api/status`);
        const text = await status.text();
        const since = /"last_successful_activation":"([^"]+)"/.exec(text)?.[1];
        if (text.includes(`"active_revision":"${revision}"`) && since) return Date.parse(since);
        await sleep(LOOK);
      }
    },
    async stop() {
      child.stop();
      upstream.stop();
      await issuer.close();
    },
  };
}

async function writeConfig(
  dir: string,
  channel: string,
  upstream: Child,
  issuer: TestIssuer,
): Promise<string> {
  await writeFile(join(dir, 'key.pem'), KEY.publicKey);
  const { issuer: name, jwksUrl, audience } = issuer.config;
  const config = {
    gateway: { id: 'bench', state_dir: dir, listen: { port: 0 }, admin: { port: 0 } },
    identity: {
      issuers: [{ issuer: name, audience, ...(jwksUrl !== undefined && { jwks_url: jwksUrl }) }],
    },
    policy: {
      service: { url: channel },
      trust: {
        scope: 'staging',
        keys: [{ id: KEY.id, algorithm: KEY.algorithm, file: 'key.pem' }],
      },
    },
    connections: [{ name: 'bench', match: { host: '127.0.0.1' }, upstream: upstream.url }],
  };
  const file = join(dir, 'regent.yaml');
  await writeFile(file, stringify(config));
  return file;
}
