import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { BundleRefusal } from '../bundles/refusals.ts';
import { Activity } from './activity/activity.ts';
import { createAdminServer } from './admin/server.ts';
import { describeConfig } from './config/describe.ts';
import { FAULT_REASONS } from './decision/faults.ts';
import { NO_POLICY } from './decision/guard-policy.ts';
import { leasePolicy } from './decision/lease-policy.ts';
import { SetupError } from './errors.ts';
import type { Gateway, Snapshot } from './exchange.ts';
import { ForwardLog } from './forward-log.ts';
import { createIdentifier } from './identity/identifier.ts';
import { Reader } from './ledger/read/reader.ts';
import { supplyFromFiles } from './file-policy.ts';
import { followPolicy } from './follow-policy.ts';
import { closeWithin, drain, listen } from './listen.ts';
import { createMetrics } from './metrics.ts';
import { finishErasures, openEraser, openSubjects } from './open-subjects.ts';
import { configEntries, ledgerDirectory, openGatewayLedger } from './open-ledger.ts';
import { openEvidence, openEvidenceKeys, openSessions } from './open-evidence.ts';
import { prepareSource, type PolicySource } from './prepare/policy-source.ts';
import { createPreparer, type Preparer } from './prepare/preparer.ts';
import { createConnectionMatcher } from './request/match-connection.ts';
import { createServer } from './server.ts';
import { createSignIn } from './sign-in/sign-in.ts';
import { startApprovals, watchBreakGlass } from './start-approvals.ts';
import { startBeside } from './start-beside.ts';
import type { Config } from './types.ts';
import { createUpstream } from './upstream/forward.ts';
import { VERSION } from './version.ts';

/** A gateway that listens. */
export interface RunningGateway {
  /** Base URL for agents. */
  url: string;
  /** Base URL of the admin listener. */
  adminUrl: string;
  /** Lets another bundle decide from the next request on. Throws where it must not be; nothing has changed then. */
  activate(source: PolicySource): Promise<void>;
  /** Ends requests in flight within the drain timeout, then everything else. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts a gateway on a checked configuration and a bundle's file; without one the configured channel
 * is followed. Throws SetupError where something must be mended first.
 */
export async function startGateway(
  config: Config,
  source: PolicySource | undefined,
  log: Logger,
): Promise<RunningGateway> {
  if (source?.trust === 'unsigned') {
    log.warn('policies are NOT SIGNED: whoever can write them decides; regent dev alone allows it');
  }
  log.debug({ config: describeConfig(config) }, 'configuration');
  const preparer = createPreparer(config.policy);
  try {
    return await start(config, source, preparer, log);
  } catch (error) {
    await preparer.close();
    if (!(error instanceof BundleRefusal)) throw error;
    throw new SetupError([`policy.bundle: ${error.message}`], error);
  }
}

async function start(
  config: Config,
  source: PolicySource | undefined,
  preparer: Preparer,
  log: Logger,
): Promise<RunningGateway> {
  const { id, stateDir } = config.gateway;
  const bundlesDir = join(stateDir, 'bundles');
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  const first = source && (await prepareSource(preparer, source, bundlesDir));
  const snapshot = makeSnapshot(config, log);
  const { revision, digest } = first?.prepared ?? snapshot.bundle;
  const keys = await openEvidenceKeys(config, log);
  const sessions = await openSessions(config, keys);
  const dir = ledgerDirectory(config);
  let activity: Activity | undefined;
  const { ledger, witnesses } = await openGatewayLedger(config, log, () => activity?.wake());
  const evidence = await openEvidence(dir, sessions);
  const reader = new Reader({ dir, keks: keys });
  const subjects = await openSubjects({ dir, keys, ledger, reader, log });
  evidence.subjects = subjects.indexer;
  await ledger.append('start', { gateway: id, version: VERSION, bundle: { revision, digest } });
  for (const data of configEntries(describeConfig(config))) await ledger.append('config', data);
  const approvals = startApprovals({
    config,
    ledger,
    evidence,
    log,
    snapshot: () => gateway.snapshot,
  });
  activity = new Activity({
    dir,
    file: join(stateDir, 'activity.db'),
    keys,
    faults: FAULT_REASONS,
    durable: () => ledger.status().seq,
    log: (err) => log.warn({ err }, 'the index of activity ended, and is started again'),
  });
  const eraser = openEraser({ dir, ledger, reader, ...subjects, config, approvals, log });
  const metrics = createMetrics({
    held: () => approvals.held(),
    ledger: () => ({ ...ledger.status(), ...ledger.head() }),
    witnesses: () => witnesses.status(),
    bundle: () => gateway.snapshot.bundle,
    notifications: () => gateway.notifications?.state() ?? [],
  });
  const gateway: Gateway = {
    snapshot,
    version: VERSION,
    ledger,
    evidence,
    approvals,
    eraser,
    activity,
    findSubject: async (subject) => {
      await subjects.indexer.reach();
      return subjects.index.find(subject).map(({ exchange }) => exchange);
    },
    forwarded: new ForwardLog(),
    witnesses,
    startedAt: new Date(),
    metrics,
    log,
    draining: false,
  };
  watchBreakGlass(gateway);
  await startBeside(gateway, reader);
  await finishErasures(eraser, log);
  const files = supplyFromFiles(gateway, preparer, bundlesDir);
  const { service, trust } = config.policy;
  if (first) {
    await files.use(first);
    gateway.supply = files;
  } else if (service && trust) {
    const parts = { service, trust, preparer, dir: bundlesDir };
    gateway.supply = await followPolicy(gateway, parts);
  }
  const people = createIdentifier(config.issuers, { purpose: 'admin' });
  const server = createServer(gateway);
  const signIn = config.console && createSignIn(config.console);
  const admin = createAdminServer(gateway, people, signIn);
  const url = await listen(server, config.gateway.listen);
  const adminUrl = await listen(admin, config.gateway.admin);
  log.info({ url, adminUrl, bundle: gateway.snapshot.bundle }, 'gateway listens');

  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    gateway.draining = true;
    log.info('draining');
    await gateway.notifications?.close();
    await drain(server, approvals, config.gateway.drainTimeout);
    signIn?.close();
    await closeWithin(admin, 1000);
    // Together, for a follower waits for what is prepared for it.
    await Promise.all([gateway.supply?.close(), preparer.close()]);
    await Promise.all([gateway.shadow?.close(), gateway.reporting?.close()]);
    await gateway.activity.close();
    await eraser.close();
    await subjects.indexer.close();
    await ledger.close();
    await witnesses.close();
    snapshot.identifier.close();
    people.close();
    for (const upstream of snapshot.upstreams.values()) upstream.close();
    log.info('stopped');
  };
  return {
    url,
    adminUrl,
    activate: (next) => files.take(next),
    stop: () => (stopping ??= stop()),
  };
}

function makeSnapshot(config: Config, log: Logger): Snapshot {
  return {
    config,
    bundle: { revision: '', digest: '' },
    policy: leasePolicy(NO_POLICY, () => undefined),
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
