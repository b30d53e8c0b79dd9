/** An upload that never ends, and one that breaks off. */
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import t from 'tap';
import { readProblem } from '../helpers/raw-http.ts';
import { makeBundle, startTestServer } from '../bundle-server/support.ts';

t.test('a slow upload is ended with 408', async (t) => {
  const server = await startTestServer({ uploadTimeout: 500 });
  t.teardown(() => server.stop());
  const port = Number(new URL(server.url).port);
  const head =
    'POST /v1/channels/staging?action=publish HTTP/1.1\r\nHost: x\r\n' +
    `Authorization: Bearer ${server.token}\r\nContent-Length: 5000\r\n\r\n`;
  const slow = connect(port, '127.0.0.1');
  slow.write(`${head}abc`);
  // To its end: the connection is closed by the server.
  const answer = await text(slow);
  t.same(readProblem(answer), { status: 408, code: 'upload-timeout' });

  const broken = connect(port, '127.0.0.1');
  broken.write(`${head}abc`, () => broken.destroy());
  t.equal((await server.publish(await makeBundle('one'))).status, 201, 'others go on');
});
