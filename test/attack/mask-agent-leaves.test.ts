import { once } from 'node:events';
import t from 'tap';
import {
  BODY,
  flood,
  JSON_TYPE,
  MASKED,
  openRequest,
  SECRET,
  startMaskGateway,
} from '../helpers/mask-gateway.ts';

const gateway = await startMaskGateway(
  { masks: [{ path: '$..email', with: 'redact' }] },
  { connection: { maxConnections: 1 } },
);
t.teardown(() => gateway.stop());

const PIECE = Buffer.from(`${JSON.stringify({ email: SECRET, pad: 'x'.repeat(2 ** 16) })},`);

void t.test(
  'an agent that leaves within a body frees the upstream, and is on record',
  async (t) => {
    for (let round = 0; round < 3; round += 1) {
      const left = new AbortController();
      const ended = new Promise<void>((resolve) => {
        gateway.respond((_req, res) => {
          res.once('close', () => {
            left.abort();
            resolve();
          });
          res.writeHead(200, JSON_TYPE).write('[');
          void flood(res, PIECE, 2 ** 30, left.signal);
        });
      });
      const before = await gateway.outcomes();
      const socket = await openRequest(gateway, '/svc/x');
      await once(socket, 'data');
      socket.destroy();
      await ended;
      const outcome = await gateway.outcome(before);
      t.match(outcome, { error: 'client-gone', masks: [{ path: '$..email' }] });
    }
    gateway.respondWith(BODY);
    t.equal(await (await gateway.fetch('/svc/x')).text(), MASKED, 'the one connection is free');
  },
);
