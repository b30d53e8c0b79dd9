/** Uploads that would fill the memory. */
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import t from 'tap';
import { readProblem, sendRaw } from '../helpers/raw-http.ts';
import { until } from '../helpers/until.ts';
import { makeBundle, startTestServer } from '../bundle-server/support.ts';

t.test('a huge upload is refused unread', async (t) => {
  const server = await startTestServer({ maxBundle: 100_000 });
  t.teardown(() => server.stop());
  const port = Number(new URL(server.url).port);
  const head =
    'POST /v1/channels/staging?action=publish HTTP/1.1\r\nHost: x\r\n' +
    `Connection: close\r\nAuthorization: Bearer ${server.token}\r\n`;
  for (const length of ['100001', '68719476736', '9007199254740993']) {
    const answer = await sendRaw(port, `${head}Content-Length: ${length}\r\n\r\nx`);
    t.same(readProblem(answer), { status: 413, code: 'bundle-too-large' }, length);
  }
  const chunked = `${head}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n`;
  t.same(readProblem(await sendRaw(port, chunked)), { status: 411, code: 'length-required' });
  const expecting = `${head}Content-Length: 100001\r\nExpect: 100-continue\r\n\r\n`;
  t.match(await sendRaw(port, expecting), /^HTTP\/1\.1 413 /, 'without a 100 Continue before it');
  t.equal((await server.publish(await makeBundle('one'))).status, 201, 'others go on');
});

t.test('only so many uploads are in memory at once', async (t) => {
  const server = await startTestServer();
  t.teardown(() => server.stop());
  const port = Number(new URL(server.url).port);
  const head =
    'POST /v1/channels/staging?action=publish HTTP/1.1\r\nHost: x\r\n' +
    `Authorization: Bearer ${server.token}\r\nContent-Length: 60000000\r\n\r\n`;
  const sockets = Array.from({ length: 5 }, () => connect(port, '127.0.0.1').on('error', () => {}));
  for (const socket of sockets) socket.write(head);
  // Whichever comes last has no place, and is the only one to be answered.
  const answer = await Promise.race(sockets.map((socket) => text(socket)));
  t.same(readProblem(answer), { status: 503, code: 'too-many-uploads' });
  for (const socket of sockets) socket.destroy();
  const bytes = await makeBundle('one');
  await until(async () => (await server.publish(bytes)).status === 201);
  t.pass('uploads that broke off make room');
});
