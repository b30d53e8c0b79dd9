/** What the admin listener answers: `GET /metrics` and `GET /healthz`. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { allow, sendJson, sendText } from './answer.ts';
import type { ServerMetrics } from './metrics.ts';
import { ServerRefusal } from './problems.ts';
import type { Route } from './routes.ts';

/** Like the gateway's, the listener asks for no credential: it is on loopback, or its network is the operator's. */
export function createAdminRoute({ registry }: ServerMetrics): Route {
  return async (req: IncomingMessage, res: ServerResponse) => {
    allow(req, 'GET', 'HEAD');
    if (req.url === '/healthz') sendJson(res, 200, { status: 'ok' });
    else if (req.url === '/metrics') {
      sendText(res, 200, registry.contentType, await registry.metrics());
    } else throw new ServerRefusal('not-found', 'Here are /metrics and /healthz.');
  };
}
