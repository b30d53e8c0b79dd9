import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import {
  flood,
  JSON_TYPE,
  openRequest,
  SECRET,
  startMaskGateway,
} from '../helpers/mask-gateway.ts';

/** The silence of an agent that does not read is not the upstream's fault. */
const timeouts = { connect: 1000, response: 20_000 };
const gateway = await startMaskGateway(
  { masks: [{ path: '$[*].email', with: 'redact' }] },
  { connection: { timeouts } },
);
t.teardown(() => gateway.stop());

const TOTAL = 64 * 2 ** 20;
const PIECE = Buffer.from(`${JSON.stringify({ email: SECRET, pad: 'x'.repeat(2 ** 16) })},`);

void t.test('what an agent does not read is not taken from the upstream', async (t) => {
  const end = new AbortController();
  let written = 0;
  gateway.respond((_req, res) => {
    res.writeHead(200, JSON_TYPE).write('[');
    void flood(res, PIECE, TOTAL, end.signal, (length) => (written = length)).then(() => {
      if (!res.destroyed) res.end('{}]');
    });
  });
  const socket = await openRequest(gateway, '/svc/x');
  await once(socket, 'readable');
  // Until nothing moves any more: what sockets and streams hold is full then.
  for (let before = -1; before !== written; await sleep(300)) before = written;
  t.ok(written < TOTAL / 4, `${written} bytes were taken`);
  let read = 0;
  let tail = '';
  socket.on('data', (chunk: Buffer) => {
    read += chunk.length;
    tail = (tail + chunk.toString('latin1')).slice(-20);
    if (tail.endsWith('\r\n0\r\n\r\n')) socket.destroy();
  });
  await once(socket, 'close');
  end.abort();
  t.ok(read > TOTAL, 'it goes on when the agent reads on');
});
