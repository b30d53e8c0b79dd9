import { once } from 'node:events';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import t from 'tap';
import { createUpstream } from '../../gateway/upstream/forward.ts';
import type { CanonicalRequest, ConnectionConfig } from '../../gateway/types.ts';
import { answerText, startRawUpstream } from '../helpers/raw-upstream.ts';

/**
 * A call is made ready on an open connection while its intent is written. What the upstream says on that
 * connection meanwhile is of something else, and may be another agent's.
 */
const server = await startRawUpstream((socket, firstLine) => {
  socket.write(answerText(`answer to ${firstLine.split(' ')[1]!}`));
});
const connection = {
  name: 'test',
  upstream: server.url,
  tls: {},
  timeouts: { connect: 10_000, response: 30_000 },
  maxConnections: 8,
  credentials: [],
} as unknown as ConnectionConfig;
const upstream = createUpstream(connection);
t.teardown(async () => {
  upstream.close();
  await server.close();
});

const prepare = (path: string): ReturnType<typeof upstream.prepare> => {
  const request = { method: 'GET', path, queryString: '', headers: {}, body: { kind: 'none' } };
  const received = new IncomingMessage(new Socket());
  return upstream.prepare(request as unknown as CanonicalRequest, {}, received);
};

async function send(call: ReturnType<typeof prepare>): Promise<string> {
  const response = await call.send(new AbortController().signal);
  const pieces: Buffer[] = [];
  for await (const piece of response.body) pieces.push(piece);
  response.release(true);
  return Buffer.concat(pieces).toString();
}

void t.test('an answer before the request is none', async (t) => {
  t.equal(await send(prepare('/first')), 'answer to /first');
  const call = prepare('/second');
  const [socket] = server.sockets;
  socket!.write(answerText('of something else'));
  await once(socket!, 'close');
  t.equal(await send(call), 'answer to /second', 'it goes by another connection');
  t.same(server.requests, ['GET /first HTTP/1.1', 'GET /second HTTP/1.1']);
});
