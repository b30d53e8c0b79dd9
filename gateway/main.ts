import { mkdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Bundle } from '../bundles/read.ts';
import { createAdminServer } from './admin/server.ts';
import { openApprovals } from './approval/approvals.ts';
import { loadPolicy } from './decision/policy.ts';
import type { Gateway, Snapshot } from './exchange.ts';
import { createIdentifier } from './identity/identifier.ts';
import { openLedger } from './ledger/ledger.ts';
import { createMetrics } from './metrics.ts';
import { checkMaskPath } from './redaction/compile-mask.ts';
import { createConnectionMatcher } from './request/match-connection.ts';
import { SetupError } from './errors.ts';
import { createServer } from './server.ts';
import type { Config } from './types.ts';
import { createUpstream } from './upstream/forward.ts';
import { VERSION } from './version.ts';

/** A gateway that listens. */
export interface RunningGateway {
  /** Base URL for agents. */
  url: string;
  /** Base URL of the admin listener. */
  adminUrl: string;
  /** Ends requests in flight within the drain timeout, then everything else. Safe to call twice. */
  stop(): Promise<void>;
}

/** Starts a gateway on a checked configuration and a bundle. Throws SetupError where something must be mended first. */
export async function startGateway(
  config: Config,
  bundle: Bundle,
  log: Logger,
): Promise<RunningGateway> {
  const { id, stateDir } = config.gateway;
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  const snapshot = await makeSnapshot(config, bundle, log);
  const ledger = await openLedger({
    dir: join(stateDir, 'ledger'),
    gateway: id,
    ...config.ledger,
    log: ({ event, ...facts }) => log.warn(facts, event),
  });
  await ledger.append('start', { gateway: id, version: VERSION, bundle: snapshot.bundle });
  const approvals = openApprovals({
    file: join(stateDir, 'approvals.db'),
    ...config.approvals,
    record: (data) => ledger.append('approval', data),
    log,
  });
  const metrics = createMetrics({
    held: () => approvals.held(),
    ledgerLag: () => ledger.status().lag,
    ledgerWritable: () => ledger.status().writable,
    bundle: () => gateway.snapshot.bundle,
  });
  const gateway: Gateway = {
    snapshot,
    version: VERSION,
    ledger,
    approvals,
    metrics,
    log,
    draining: false,
  };
  const people = createIdentifier(config.issuers, { purpose: 'admin' });
  const server = createServer(gateway);
  const admin = createAdminServer(gateway, people);
  const url = await listen(server, config.gateway.listen);
  const adminUrl = await listen(admin, config.gateway.admin);
  log.info({ url, adminUrl, bundle: snapshot.bundle }, 'gateway listens');

  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    gateway.draining = true;
    log.info('draining');
    await drain(server, approvals, config.gateway.drainTimeout);
    await admin.close();
    await ledger.close();
    snapshot.identifier.close();
    people.close();
    for (const upstream of snapshot.upstreams.values()) upstream.close();
    log.info('stopped');
  };
  return { url, adminUrl, stop: () => (stopping ??= stop()) };
}

async function makeSnapshot(config: Config, bundle: Bundle, log: Logger): Promise<Snapshot> {
  return {
    config,
    bundle: { revision: bundle.revision, digest: bundle.digest },
    policy: await loadPolicy(bundle, { ...config.policy, checkMask: checkMaskPath }),
    identifier: createIdentifier(config.issuers, {
      purpose: 'agent',
      log: ({ event, ...facts }) => {
        log[event === 'keys-failed' ? 'warn' : 'info'](facts, event);
      },
    }),
    match: createConnectionMatcher(config.connections),
    upstreams: new Map(
      config.connections.map((connection) => [connection.name, createUpstream(connection)]),
    ),
  };
}

async function listen(app: FastifyInstance, at: Config['gateway']['listen']): Promise<string> {
  try {
    await app.listen({ host: at.host, port: at.port });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new SetupError(
      [
        `cannot listen on ${at.host} port ${at.port} (${code}); choose another port (regent dev: --port)`,
      ],
      error,
    );
  }
  const { port } = app.server.address() as AddressInfo;
  const host = at.host.includes(':') ? `[${at.host}]` : at.host;
  return `${at.tls ? 'https' : 'http'}://${host}:${port}`;
}

/** Lets requests in flight end; held ones are told at once, since a person may take longer than any drain. */
async function drain(
  server: FastifyInstance,
  approvals: { close(): Promise<void> },
  timeout: number,
): Promise<void> {
  await approvals.close();
  const cut = setTimeout(() => server.server.closeAllConnections(), timeout);
  await server.close();
  clearTimeout(cut);
}
