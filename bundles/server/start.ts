/** Starts the bundle server. */
import { createServer as createHttp, type RequestListener, type Server } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { SetupError } from '../../gateway/errors.ts';
import { createIdentifier } from '../../gateway/identity/identifier.ts';
import { answerProblem } from './answer-problem.ts';
import { loadAuthoriser } from './authorise.ts';
import type { BundleServerConfig } from './config-file.ts';
import { createRateLimit } from './rate-limit.ts';
import { createRoute } from './routes.ts';
import { createBundleService } from './serve-bundle.ts';
import { openStore } from './store.ts';

/** A bundle server that listens. */
export interface RunningBundleServer {
  url: string;
  /** How many clients wait for a bundle. */
  waiting(): number;
  /** Lets waiting clients go and ends. Safe to call twice. */
  stop(): Promise<void>;
}

/** A token may have 16 KiB, and there are other headers. */
const MAX_HEADERS = 24 * 1024;

/** Milliseconds for a request's headers, and for requests in flight when the server stops. */
const HEADERS_TIMEOUT = 10_000;
const DRAIN_TIMEOUT = 5_000;

/** Connections beyond the waiting ones: uploads, and clients that come and go. */
const SPARE_CONNECTIONS = 1_000;

/** Throws SetupError where something must be mended first. */
export async function startBundleServer(
  config: BundleServerConfig,
  log: Logger,
): Promise<RunningBundleServer> {
  const authorise = await loadAuthoriser(config.policyDir, config.grants, log);
  const store = await openStore(config.stateDir, [...config.channels.keys()]);
  const identifier = createIdentifier(config.issuers, {
    purpose: 'agent',
    log: ({ event, ...facts }) => log[event === 'keys-failed' ? 'warn' : 'info'](facts, event),
  });
  const service = createBundleService((channel) => store.current(channel), config);
  const limitRate = createRateLimit(config.publishesPerMinute);
  const route = createRoute({ config, store, identifier, authorise, limitRate, service, log });
  const server = createServer(config, (req, res) => {
    route(req, res).catch((error: unknown) => answerProblem(res, error, log));
  });
  const close = (): void => {
    identifier.close();
    store.close();
  };
  try {
    await listen(server, config.listen);
  } catch (error) {
    close();
    throw error;
  }
  const url = urlOf(server, config.listen);
  log.info({ url, channels: [...config.channels.keys()] }, 'bundle server listens');

  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    service.close();
    const cut = setTimeout(() => server.closeAllConnections(), DRAIN_TIMEOUT);
    await new Promise((resolve) => server.close(resolve));
    clearTimeout(cut);
    close();
    log.info('bundle server stopped');
  };
  return { url, waiting: () => service.waiting(), stop: () => (stopping ??= stop()) };
}

function createServer(config: BundleServerConfig, answer: RequestListener): Server {
  const options = {
    maxHeaderSize: MAX_HEADERS,
    headersTimeout: HEADERS_TIMEOUT,
    // Past the upload's own limit, which is told in words.
    requestTimeout: config.uploadTimeout + HEADERS_TIMEOUT,
  };
  const { tls } = config.listen;
  const server =
    tls === undefined
      ? createHttp(options, answer)
      : createHttps(
          {
            ...options,
            ...tls,
            minVersion: 'TLSv1.2',
            ...(config.clientCa !== undefined && {
              ca: config.clientCa,
              requestCert: true,
              // Callers with tokens need no certificate; authenticate.ts refuses a bad one.
              rejectUnauthorized: false,
            }),
          },
          answer,
        );
  server.maxConnections = config.maxWaiting + SPARE_CONNECTIONS;
  // The answer decides whether the client shall go on (RFC 9110 section 10.1.1).
  server.on('checkContinue', answer);
  return server;
}

async function listen(server: Server, { host, port }: BundleServerConfig['listen']): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const fault = `cannot listen on ${host} port ${port} (${error.code}); choose another port`;
      reject(new SetupError([fault], error));
    });
    // Many gateways come back at once after a restart.
    server.listen({ host, port, backlog: 4096 }, resolve);
  });
}

function urlOf(server: Server, { host, tls }: BundleServerConfig['listen']): string {
  const { port } = server.address() as AddressInfo;
  return `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
