import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import t from 'tap';
import { sendBytes } from '../../bundles/server/send-bytes.ts';

async function serve(
  t: { teardown: (end: () => void) => void },
  answer: (res: ServerResponse) => void,
): Promise<number> {
  const server = createServer((_req, res) => answer(res));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

t.test('all sizes arrive whole', async (t) => {
  for (const size of [0, 1, 65_535, 65_536, 65_537, 131_072, 5_000_001]) {
    const bytes = randomBytes(size);
    const port = await serve(t, (res) => sendBytes(res, bytes));
    const got = Buffer.from(await (await fetch(`http://127.0.0.1:${port}`)).arrayBuffer());
    t.ok(got.equals(bytes), `${size} bytes`);
  }
});

t.test('a client that takes a little now and then is cut off in the end', async (t) => {
  const bytes = randomBytes(64 << 20);
  const port = await serve(t, (res) => sendBytes(res, bytes, { limit: 500 }));
  const socket = connect(port, '127.0.0.1');
  t.teardown(() => socket.destroy());
  socket.on('error', () => {}).write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  let got = 0;
  socket.on('data', (chunk: Buffer) => {
    got += chunk.length;
    socket.pause();
    setTimeout(() => socket.resume(), 20);
  });
  await once(socket, 'close');
  t.ok(got > 0 && got < bytes.length);
});
