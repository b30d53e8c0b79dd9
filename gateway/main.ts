import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Bundle } from '../bundles/read.ts';
import { activate, preparePolicy, refOf } from './activate.ts';
import { createAdminServer } from './admin/server.ts';
import { openApprovals } from './approval/approvals.ts';
import { NO_POLICY } from './decision/guard-policy.ts';
import type { Gateway, Snapshot } from './exchange.ts';
import { createIdentifier } from './identity/identifier.ts';
import { openLedger } from './ledger/ledger.ts';
import { followPolicy } from './follow-policy.ts';
import { closeWithin, drain, listen } from './listen.ts';
import { createMetrics } from './metrics.ts';
import { createConnectionMatcher } from './request/match-connection.ts';
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
  /** Lets another bundle decide from the next request on. Throws where it cannot be used; nothing has changed then. */
  activate(bundle: Bundle): Promise<void>;
  /** Ends requests in flight within the drain timeout, then everything else. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts a gateway on a checked configuration and a bundle; without one the configured channel is
 * followed. Throws SetupError where something must be mended first.
 */
export async function startGateway(
  config: Config,
  bundle: Bundle | undefined,
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
  if (config.policy.service) gateway.supply = await followPolicy(gateway, config.policy.service);
  const people = createIdentifier(config.issuers, { purpose: 'admin' });
  const server = createServer(gateway);
  const admin = createAdminServer(gateway, people);
  const url = await listen(server, config.gateway.listen);
  const adminUrl = await listen(admin, config.gateway.admin);
  log.info({ url, adminUrl, bundle: gateway.snapshot.bundle }, 'gateway listens');

  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    gateway.draining = true;
    log.info('draining');
    await drain(server, approvals, config.gateway.drainTimeout);
    await closeWithin(admin, 1000);
    await gateway.supply?.close();
    await ledger.close();
    snapshot.identifier.close();
    people.close();
    for (const upstream of snapshot.upstreams.values()) upstream.close();
    log.info('stopped');
  };
  return {
    url,
    adminUrl,
    activate: (next) => activate(gateway, next),
    stop: () => (stopping ??= stop()),
  };
}

async function makeSnapshot(
  config: Config,
  bundle: Bundle | undefined,
  log: Logger,
): Promise<Snapshot> {
  return {
    config,
    bundle: bundle ? refOf(bundle) : { revision: '', digest: '' },
    policy: bundle ? await preparePolicy(bundle, config.policy) : NO_POLICY,
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
