/** How long the chunks of a long answer are must not tell how long the masked values were. */
import { once } from 'node:events';
import { connect } from 'node:net';
import type { ServerResponse } from 'node:http';
import t from 'tap';
import { alwaysDecide, startTestGateway } from '../helpers/gateway.ts';

const policy = alwaysDecide({
  action: 'mask',
  reasons: ['test'],
  masks: [{ path: '$[*].email', with: 'redact' }],
});

/** The sizes of the chunks of the answer (RFC 9112 section 7.1). */
async function chunkSizes(port: number, token: string): Promise<number[]> {
  const socket = connect(port, '127.0.0.1');
  socket.write(
    `GET /svc/x HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n\r\n`,
  );
  const parts: Buffer[] = [];
  socket.on('data', (part: Buffer) => parts.push(part));
  await once(socket, 'close');
  const answer = Buffer.concat(parts);
  const sizes: number[] = [];
  let at = answer.indexOf('\r\n\r\n') + 4;
  for (;;) {
    const end = answer.indexOf('\r\n', at);
    const size = Number.parseInt(answer.toString('latin1', at, end), 16);
    sizes.push(size);
    if (size === 0) return sizes;
    at = end + 2 + size + 2;
  }
}

t.test('the chunks are the same whatever was masked', async (t) => {
  let email = '';
  const answer = async (res: ServerResponse): Promise<void> => {
    res.setHeader('content-type', 'application/json');
    res.write('[');
    for (let at = 0; at < 20; at += 1) {
      res.write(`{"email":"${email}","pad":"${'x'.repeat(60_000)}"},`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    res.end('0]');
  };
  const gateway = await startTestGateway({ policy, upstream: (_req, res) => void answer(res) });
  t.teardown(() => gateway.stop());
  const sizes: number[][] = [];
  for (email of ['a', 'a'.repeat(1000), ''])
    sizes.push(await chunkSizes(gateway.port, gateway.token));
  t.ok(sizes[0]!.length > 10, 'it streams');
  t.same(sizes[1], sizes[0]);
  t.same(sizes[2], sizes[0]);
});
