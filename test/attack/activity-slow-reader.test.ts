/** Whoever follows activity and does not read, or follows a hundred times, holds up nobody and is cut off. */
import { connect, type Socket } from 'node:net';
import t from 'tap';
import { streamEvents } from '../../gateway/event-stream.ts';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { askAdmin, READERS } from '../helpers/activity.ts';
import { startTestGateway } from '../helpers/gateway.ts';
import { until } from '../helpers/until.ts';

t.test('a reader that takes nothing is cut off', async (t) => {
  let end = 0;
  let response: ServerResponse | undefined;
  const server = createServer((_req, res) => {
    response = res;
    void streamEvents(res, { draining: false }, (send) => {
      const data = JSON.stringify('x'.repeat(10_000));
      const timer = setInterval(
        () => send({ events: [{ event: 'activity', data }], over: false }),
        1,
      );
      return () => {
        clearInterval(timer);
        end += 1;
      };
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  t.teardown(() => socket.destroy());
  socket.on('error', () => undefined);
  socket.pause();
  socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  await until(() => end === 1);
  t.ok(response!.destroyed, 'what it has not read is let go of');
});

t.test('too many that follow', async (t) => {
  const gateway = await startTestGateway({ ledger: { readers: [READERS] } });
  t.teardown(() => gateway.stop());
  const token = await gateway.issuer.sign({ sub: 'r', aud: 'urn:regent:admin', groups: [READERS] });
  const port = Number(new URL(gateway.adminUrl).port);
  const sockets: Socket[] = [];
  let following = 0;
  for (let n = 0; n < 100; n += 1) {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.once('data', () => (following += 1));
    socket.write(
      `GET /api/activity/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\n\r\n`,
    );
    sockets.push(socket);
  }
  await until(() => following === 100);
  const more = await askAdmin(gateway, '/api/activity/events', { groups: [READERS] });
  t.match([more.status, await more.json()], [503, { code: 'activity-unavailable' }]);
  t.equal((await gateway.fetch('/svc/x')).status, 200, 'requests pass');
  for (const socket of sockets) socket.destroy();
  await until(async () => {
    const again = await askAdmin(gateway, '/api/activity/events', { groups: [READERS] });
    await again.body?.cancel();
    return again.status === 200;
  });
});
