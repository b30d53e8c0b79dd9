/** Starts the bundle server. */
import type { RequestListener } from 'node:http';
import type { Logger } from 'pino';
import { createIdentifier } from '../../gateway/identity/identifier.ts';
import { InTurn } from '../../gateway/in-turn.ts';
import { createPreparer } from '../../gateway/prepare/preparer.ts';
import { answerProblem } from './answer-problem.ts';
import { loadAuthoriser } from './authorise.ts';
import type { BundleServerConfig } from './config-file.ts';
import { listen, type Listener } from './listen.ts';
import { createServerMetrics } from './metrics.ts';
import { createRateLimit } from './rate-limit.ts';
import { retireHourly } from './retire-hourly.ts';
import { createRoute, type Route } from './routes.ts';
import { createAdminRoute } from './serve-admin.ts';
import { createBundleService } from './serve-bundle.ts';
import { openStore } from './store.ts';

/** A bundle server that listens. */
export interface RunningBundleServer {
  url: string;
  /** Of the admin listener, if there is one. */
  adminUrl?: string;
  /** How many clients wait for a bundle. */
  waiting(): number;
  /** Lets waiting clients go and ends. Safe to call twice. */
  stop(): Promise<void>;
}

/** Connections beyond the waiting ones: uploads, and clients that come and go. */
const SPARE_CONNECTIONS = 1_000;

/** Of a gateway's configuration by default: what does not fit there is no use here. */
const LIMITS = { maxSteps: 10_000_000, maxMemory: 256 * 1024 * 1024 };

/** What the admin listener allows: milliseconds for a request, and connections. */
const ADMIN_LIMITS = { requestTimeout: 10_000, maxConnections: 100 };

/** Throws SetupError where something must be mended first. */
export async function startBundleServer(
  config: BundleServerConfig,
  log: Logger,
): Promise<RunningBundleServer> {
  const authorise = await loadAuthoriser(config.policyDir, config.grants, log);
  const channels = [...config.channels.keys()];
  const store = await openStore(config.stateDir, channels);
  const identifier = createIdentifier(config.issuers, {
    purpose: 'agent',
    log: ({ event, ...facts }) => log[event === 'keys-failed' ? 'warn' : 'info'](facts, event),
  });
  const current = store.current.bind(store);
  const metrics = createServerMetrics({
    channels,
    current,
    waiting: (channel) => service.waiting(channel),
    storeBytes: () => store.size(),
  });
  const service = createBundleService(current, config, (...served) => metrics.served(...served));
  const limitRate = createRateLimit(config.publishesPerMinute);
  const inTurn = new InTurn();
  const preparer = createPreparer(LIMITS);
  const beside = { preparer, inTurn, metrics, log };
  const parts = { config, store, identifier, authorise, limitRate, service, ...beside };
  const answerBy =
    (route: Route): RequestListener =>
    (req, res) => {
      route(req, res).catch((error: unknown) => metrics.refused(answerProblem(res, error, log)));
    };

  const listeners: Listener[] = [];
  const open = async (...args: Parameters<typeof listen>): Promise<string> => {
    const listener = await listen(...args);
    listeners.push(listener);
    return listener.url;
  };
  const endRetiring = retireHourly(parts);
  const close = async (): Promise<void> => {
    service.close();
    await Promise.all(listeners.map((listener) => listener.close()));
    endRetiring();
    identifier.close();
    // What is being changed or removed ends first.
    await inTurn.run(async () => store.close());
    await preparer.close();
  };
  try {
    const { listen: at, admin, clientCa, uploadTimeout, maxWaiting } = config;
    const limits = {
      // Node's own limit is past the upload's, which is told in words.
      requestTimeout: uploadTimeout,
      maxConnections: maxWaiting + SPARE_CONNECTIONS,
    };
    const url = await open(
      { at, ...limits, ...(clientCa !== undefined && { clientCa }) },
      answerBy(createRoute(parts)),
    );
    const adminRoute = answerBy(createAdminRoute(metrics));
    const adminUrl = admin && (await open({ at: admin, ...ADMIN_LIMITS }, adminRoute));
    log.info({ url, ...(adminUrl && { adminUrl }), channels }, 'bundle server listens');
    let stopping: Promise<void> | undefined;
    return {
      url,
      ...(adminUrl !== undefined && { adminUrl }),
      waiting: () => service.waiting(),
      stop: () => (stopping ??= close().then(() => log.info('bundle server stopped'))),
    };
  } catch (error) {
    await close();
    throw error;
  }
}
