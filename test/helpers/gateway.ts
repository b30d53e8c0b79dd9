import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino, { type Logger } from 'pino';
import { Reader } from '../../gateway/ledger/read/reader.ts';
import { startGateway } from '../../gateway/main.ts';
import type { PolicySource } from '../../gateway/prepare/policy-source.ts';
import type {
  Config,
  ConnectionConfig,
  LedgerEntry,
  PolicyService,
  PolicyTrust,
} from '../../gateway/types.ts';
import { builtBundle } from './built-bundle.ts';
import { writeTestPolicies } from './test-policies.ts';
import { createTestIssuer } from './tokens.ts';

/** A policy that answers this decision to every request. (opa 1.19 panics on a decision that needs no input at all.) */
export function alwaysDecide(decision: unknown): string {
  return `decision := ${JSON.stringify(decision)} if input.request`;
}

/** Allows everything to whoever has a token. */
export const ALLOW_ALL = alwaysDecide({ action: 'allow', reasons: ['test'] });

/** Settings of a gateway under test; what is left out is allowed and small. */
export interface TestSettings {
  /** Rego rules of package `regent`. */
  policy?: string;
  /** Answers as the upstream; default: a JSON echo of the request. */
  upstream?: RequestListener;
  connection?: Partial<ConnectionConfig>;
  limits?: Partial<Config['limits']>;
  approvals?: Partial<Config['approvals']>;
  /** The claim that links the accounts of a person. */
  personClaim?: string;
  ledger?: Partial<Config['ledger']>;
  stateDir?: string;
  /** Follow this channel instead of building `policy`. */
  channel?: { service: PolicyService; trust: PolicyTrust };
  /** Ask this candidate too; needs `channel`. */
  shadow?: Config['policy']['shadow'];
  reporting?: Config['reporting'];
  notifications?: Config['notifications'];
  console?: Config['console'];
  /** Believed too, besides the test's own. */
  moreIssuers?: Config['issuers'];
  /** Of the admin listener; the system chooses by default. */
  adminPort?: number;
  /** Use this bundle instead of building `policy`. */
  source?: PolicySource;
  /** PEM text. */
  listenTls?: { cert: string; key: string };
  log?: Logger;
}

/** What the upstream got. */
export interface Received {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** A running gateway with a real issuer, a real upstream and a real bundle. */
export interface TestGateway {
  url: string;
  port: number;
  adminUrl: string;
  stateDir: string;
  /** What reached the upstream, in order. */
  received: Received[];
  issuer: Awaited<ReturnType<typeof createTestIssuer>>;
  /** A valid token of the agent `agent`. */
  token: string;
  /** `fetch` through the gateway with that token. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** The ledger's entries as they are on disk. */
  entries(): Promise<LedgerEntry[]>;
  /** Lets another bundle decide. */
  activate(source: PolicySource): Promise<void>;
  stop(): Promise<void>;
}

/** Starts everything that one request's way needs. */
export async function startTestGateway(settings: TestSettings = {}): Promise<TestGateway> {
  const scratch = await mkdtemp(join(tmpdir(), 'regent-'));
  const stateDir = settings.stateDir ?? join(scratch, 'state');
  const received: Received[] = [];
  const upstream = await startUpstream(settings.upstream ?? echo, received);
  const [issuer, source] = await Promise.all([
    createTestIssuer(),
    settings.channel ? undefined : (settings.source ?? buildTestSource(settings.policy)),
  ]);
  const config = testConfig(settings, stateDir, upstream.url, issuer.config);
  const log = settings.log ?? pino({ level: 'silent' });
  const gateway = await startGateway(config, source, log).catch(async (error: unknown) => {
    await Promise.all([upstream.close(), issuer.close()]);
    await rm(scratch, { recursive: true, force: true });
    throw error;
  });
  const token = await issuer.sign({ sub: 'agent' });
  return {
    url: gateway.url,
    port: Number(new URL(gateway.url).port),
    adminUrl: gateway.adminUrl,
    stateDir,
    received,
    issuer,
    token,
    fetch: (path, init = {}) =>
      fetch(gateway.url + path, {
        ...init,
        headers: { authorization: `Bearer ${token}`, ...(init.headers as Record<string, string>) },
      }),
    entries: () => readEntries(join(stateDir, 'ledger')),
    activate: (next) => gateway.activate(next),
    async stop() {
      await within('the gateway', gateway.stop());
      await within('the upstream', upstream.close());
      await within('the issuer', issuer.close());
      await rm(scratch, { recursive: true, force: true });
    },
  };
}

/** What does not stop is told by its name, rather than by a test that runs out of time. */
async function within(name: string, stopping: Promise<void>): Promise<void> {
  const slow = AbortSignal.timeout(60_000);
  const late = once(slow, 'abort').then(() => {
    throw new Error(
      `${name} has not stopped; still there: ${process.getActiveResourcesInfo().join()}`,
    );
  });
  await Promise.race([stopping, late]);
}

function testConfig(
  settings: TestSettings,
  stateDir: string,
  upstream: string,
  issuer: Config['issuers'][number],
): Config {
  return {
    gateway: {
      id: 'test',
      listen: {
        host: '127.0.0.1',
        port: 0,
        ...(settings.listenTls && { tls: settings.listenTls }),
      },
      admin: { host: '127.0.0.1', port: settings.adminPort ?? 0 },
      stateDir,
      drainTimeout: 2000,
    },
    limits: {
      headerCount: 100,
      headerBytes: 16_384,
      targetBytes: 8192,
      bodyBytes: 65_536,
      jsonDepth: 32,
      requestTimeout: 60_000,
      ...settings.limits,
    },
    issuers: [
      {
        adminAudience: ['urn:regent:admin'],
        ...issuer,
        ...(settings.personClaim !== undefined && { personClaim: settings.personClaim }),
      },
      ...(settings.moreIssuers ?? []),
    ],
    policy: {
      ...(settings.channel && {
        service: settings.channel.service,
        trust: settings.channel.trust,
      }),
      ...(settings.shadow && { shadow: settings.shadow }),
      maxSteps: 10_000_000,
      maxMemory: 64 * 1024 * 1024,
    },
    approvals: {
      hold: 500,
      maxHeld: 100,
      maxPendingPerIdentity: 100,
      withdrawAfter: 10_000,
      ...settings.approvals,
    },
    redaction: { keys: [{ id: 'test', secret: { read: () => 'k'.repeat(32) } }] },
    ledger: {
      segmentBytes: 1 << 20,
      segmentAge: 86_400_000,
      origin: 'regent/test',
      signingKey: join(stateDir, 'keys', 'checkpoint.pem'),
      retention: [],
      witnesses: [],
      readers: [],
      refusalsPerSecond: 10,
      keys: [],
      session: { idle: 1_800_000, max: 43_200_000 },
      erasers: [],
      ...settings.ledger,
    },
    ...(settings.reporting && { reporting: settings.reporting }),
    ...(settings.notifications && { notifications: settings.notifications }),
    ...(settings.console && { console: settings.console }),
    logLevel: 'silent',
    connections: [
      {
        name: 'test',
        match: { pathPrefix: '/svc' },
        upstream: new URL(upstream),
        tls: {},
        timeouts: { connect: 10_000, response: 30_000 },
        maxConnections: 64,
        credentials: [{ header: 'X-Api-Key', prefix: '', value: { read: () => 'upstream-key' } }],
        headers: [],
        requestBody: 'json',
        allowEncodedSlash: false,
        allowSemicolon: false,
        responseLimit: 1 << 20,
        jsonTexts: false,
        recordBodies: { request: true, response: true, limit: 1 << 20 },
        ...settings.connection,
      },
    ],
  };
}

/** Builds a bundle that nobody signed from rules of package `regent` with the real opa. */
export async function buildTestSource(rules = ALLOW_ALL): Promise<PolicySource> {
  return { bytes: await builtBundle(rules), trust: 'unsigned' };
}

/** Such a bundle in a file in `dir`, beside its `policies`; gives its name. */
export async function writeTestBundle(dir: string, rules: string): Promise<string> {
  await writeTestPolicies(dir, rules);
  const out = join(dir, 'bundle.tar.gz');
  await writeFile(out, await builtBundle(rules));
  return out;
}

interface RunningUpstream {
  url: string;
  close(): Promise<void>;
}

async function startUpstream(
  answer: RequestListener,
  received: Received[],
): Promise<RunningUpstream> {
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      received.push({ method: req.method ?? '', url: req.url ?? '', headers: req.headers, body });
      answer(req, res);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const echo: RequestListener = (req, res) => {
  res.setHeader('content-type', 'application/json');
  res.end(JSON.stringify({ method: req.method, url: req.url }));
};

/** Every line of every segment, parsed. */
export async function readEntries(dir: string): Promise<LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  for await (const { entry } of new Reader({ dir }).entries()) entries.push(entry);
  return entries;
}
