/** Clients that are told of a bundle over TLS and take it slowly, or not at all. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';
import t from 'tap';
import { createClient } from '../../bundles/server/client.ts';
import { makeCertificate } from '../config/certificates.ts';
import { until } from '../helpers/until.ts';
import { makeBundle, startTestServer } from '../bundle-server/support.ts';

const CLIENTS = 60;
const MIB = 2 ** 20;

t.test('they do not each hold a copy of it in the memory of the server', async (t) => {
  const tls = makeCertificate();
  const server = await startTestServer({ listen: { host: '127.0.0.1', port: 0, tls } });
  t.teardown(() => server.stop());
  const data = randomBytes(6 * MIB).toString('base64');
  const [first, second] = [
    await makeBundle('large', { data }),
    await makeBundle('large', { data, sequence: 2 }),
  ];
  const client = createClient({ server: server.url, token: server.token, ca: tls.cert });
  const change = { action: 'publish', reason: '' } as const;
  const { digest } = await client.change('staging', change, first);

  const port = Number(new URL(server.url).port);
  const head =
    'GET /bundles/staging HTTP/1.1\r\nHost: x\r\nPrefer: wait=60\r\n' +
    `If-None-Match: "${digest.replace(':', '-')}"\r\n\r\n`;
  const sockets: TLSSocket[] = [];
  t.teardown(() => sockets.forEach((socket) => socket.destroy()));
  for (let count = 0; count < CLIENTS; count += 1) {
    const socket = connect({ port, host: '127.0.0.1', ca: tls.cert, servername: 'localhost' });
    await once(socket, 'secureConnect');
    // Nothing is read from now on.
    socket.on('error', () => {}).pause();
    socket.write(head);
    sockets.push(socket);
  }
  await until(() => server.server.waiting() === CLIENTS);

  const before = process.memoryUsage.rss();
  await client.change('staging', change, second);
  await until(() => server.server.waiting() === 0);
  t.pass('all were told');
  // What a copy for each would need is taken soon, if it is.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const grown = (process.memoryUsage.rss() - before) / MIB;
  const copies = (CLIENTS * second.length) / MIB;
  t.ok(grown < copies / 3, `${grown.toFixed(0)} MiB more, and not ${copies.toFixed(0)}`);

  const reader = sockets[0]!;
  let got = 0;
  reader.on('data', (chunk: Buffer) => {
    got += chunk.length;
  });
  reader.resume();
  await until(() => got > second.length);
  t.pass('one that begins to read gets all of it');
});
