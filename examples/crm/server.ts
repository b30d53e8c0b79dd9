/** The example upstream: a small customer database behind HTTP, full of personal data that nobody has. */
import { fastify } from 'fastify';
import { demandApiKey } from './api-key.ts';
import { addCustomerRoutes } from './customer-routes.ts';
import { makeCustomers } from './customers.ts';
import { answerError, answerUnknownPath, refuseOtherMethods } from './faults.ts';
import { addStatsRoutes } from './stats-routes.ts';
import { openStore } from './store.ts';
import { addTicketRoutes } from './ticket-routes.ts';
import { makeTickets } from './tickets.ts';

/** How the example upstream is started. */
export interface CrmOptions {
  /** What `X-Api-Key` must be. Must not be empty. */
  apiKey: string;
  /** Default 0: the system chooses. */
  port?: number;
  /** Default 127.0.0.1. */
  host?: string;
  /** How many customers there are. Default 1000. */
  customers?: number;
}

/** The running example upstream. */
export interface Crm {
  /** Origin, without a slash at the end. */
  url: string;
  /** Stops at once: open connections are cut. */
  close(): Promise<void>;
  /** How many requests have arrived, whatever the answer was, health checks included. */
  requests(): number;
}

/** Starts the example upstream. Throws if the key is empty or the port is taken. */
export async function startCrm(options: CrmOptions): Promise<Crm> {
  if (options.apiKey === '') throw new Error('apiKey must not be empty');
  const customers = makeCustomers(options.customers ?? 1000);
  const store = openStore(customers, makeTickets(customers));
  const app = fastify({
    bodyLimit: 64 * 1024,
    forceCloseConnections: true,
    frameworkErrors: (error, request, reply) => {
      void answerError(error, request, reply);
    },
    // Nothing is converted or dropped: what does not fit the schema is refused.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  });
  let requests = 0;
  app.server.on('request', () => {
    requests += 1;
  });
  app.setErrorHandler(answerError);
  demandApiKey(app, options.apiKey);
  app.setNotFoundHandler(answerUnknownPath);
  app.addHook('onClose', () => store.close());
  refuseOtherMethods(app, () => {
    app.get('/healthz', (_request, reply) => reply.send({ status: 'ok' }));
    addCustomerRoutes(app, store);
    addTicketRoutes(app, store);
    addStatsRoutes(app, store);
  });
  const url = await app.listen({ host: options.host ?? '127.0.0.1', port: options.port ?? 0 });
  return { url, close: () => app.close(), requests: () => requests };
}
