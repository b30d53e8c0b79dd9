/** A gateway with everything that people at the page need: the example issuer and CRM, real policies, a browser. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import type { Test } from 'tap';
import { parse, stringify } from 'yaml';
import {
  consoleUrl,
  CRM_KEY_VARIABLE,
  devConfig,
  PSEUDONYM_KEY_VARIABLE,
} from '../../cli/dev/dev-config.ts';
import { startCrm } from '../../examples/crm/server.ts';
import { startIssuer, type Issuer } from '../../examples/issuer/issuer.ts';
import { loadConfig } from '../../gateway/config/load-config.ts';
import { startGateway } from '../../gateway/main.ts';
import type { ConfigFile } from '../../schemas/types.ts';
import { freePort } from '../helpers/free-port.ts';
import { until } from '../helpers/until.ts';
import { startChromium } from './chromium.ts';
import { deskBundle } from './policies.ts';

/** How long something on the page may take on a machine that has much else to do, in milliseconds. */
const PATIENCE = 120_000;

/** Where agents ask and people decide. */
export interface Desk {
  /** Base URL for agents. */
  gateway: string;
  /** Origin of the page. */
  page: string;
  issuer: Issuer;
  /** An agent's request through the gateway. */
  ask(agent: string, path: string, init?: RequestInit): Promise<Response>;
  /** What the API answers to dana. */
  api<T>(path: string): Promise<T>;
  /** A browser of its own in which a person has signed in, at `path`. */
  open(person: string, path?: string, options?: BrowserContextOptions): Promise<Page>;
  /** A browser of its own in which nobody has. */
  visit(path: string, options?: BrowserContextOptions): Promise<Page>;
}

/** Changes the configuration before anything starts on it. */
export type ChangeConfig = (
  config: ConfigFile,
  world: { issuer: string; page: string; stateDir: string },
) => void | Promise<void>;

/** Starts it for a test; undefined where there is no browser. */
export async function startDesk(
  t: Test,
  change: ChangeConfig = () => undefined,
): Promise<Desk | undefined> {
  const browser = await startChromium(t);
  if (!browser) return undefined;
  const stateDir = await mkdtemp(join(tmpdir(), 'regent-desk-'));
  const apiKey = randomBytes(24).toString('base64url');
  const port = await freePort();
  const page = consoleUrl(port + 1);
  const [issuer, crm, bytes] = await Promise.all([
    startIssuer({ consoleUrl: page }),
    startCrm({ apiKey, customers: 50 }),
    deskBundle(),
  ]);
  const bundle = join(stateDir, 'bundle.tar.gz');
  const parts = {
    port,
    adminPort: port + 1,
    stateDir,
    bundle,
    issuer: issuer.issuer,
    upstream: crm.url,
  };
  const file = parse(devConfig(parts)) as ConfigFile;
  file.approvals = { ...file.approvals, hold: '10m' };
  await change(file, { issuer: issuer.issuer, page, stateDir });
  await writeFile(bundle, bytes);
  await writeFile(join(stateDir, 'regent.yaml'), stringify(file));
  const env = { [CRM_KEY_VARIABLE]: apiKey, [PSEUDONYM_KEY_VARIABLE]: 'k'.repeat(43) };
  const config = await loadConfig(join(stateDir, 'regent.yaml'), env, { unsigned: true });
  const source = config.policy.service ? undefined : ({ bytes, trust: 'unsigned' } as const);
  const gateway = await startGateway(config, source, pino({ level: 'silent' }));
  // A policy that comes from a channel is there a moment later.
  await until(async () => (await fetch(`${gateway.adminUrl}/readyz`)).ok);
  const contexts: BrowserContext[] = [];
  const tokens: Record<string, Promise<string>> = {};
  t.teardown(async () => {
    await Promise.all(contexts.map((context) => context.close()));
    await gateway.stop();
    await Promise.all([issuer.close(), crm.close()]);
    await rm(stateDir, { recursive: true, force: true });
  });

  const begin = async (options: BrowserContextOptions = {}): Promise<Page> => {
    const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
    contexts.push(context);
    context.setDefaultTimeout(PATIENCE);
    return context.newPage();
  };
  return {
    gateway: gateway.url,
    page,
    issuer,
    async ask(agent, path, init = {}) {
      // One token an agent, for each has a session of its own.
      const token = await (tokens[agent] ??= issuer.token(agent));
      const headers = { authorization: `Bearer ${token}`, ...(init.headers as object) };
      return fetch(gateway.url + path, { ...init, headers });
    },
    async api<T>(path: string) {
      const headers = { authorization: `Bearer ${await issuer.token('dana')}` };
      const response = await fetch(page + path, { headers });
      return (await response.json()) as T;
    },
    async open(person, path = '/inbox', options) {
      const tab = await begin(options);
      await signIn(tab, page, person, path);
      return tab;
    },
    async visit(path, options) {
      const tab = await begin(options);
      await tab.goto(page + path);
      return tab;
    },
  };
}

/** As people do it: at the issuer, which believes them, and back. */
async function signIn(tab: Page, url: string, person: string, path: string): Promise<void> {
  await tab.goto(`${url}/auth/oidc/example?to=${encodeURIComponent(path)}`);
  await tab.locator(`button[value=${person}]`).click();
  await tab.waitForURL(url + path);
}
