import t from 'tap';
import { startTestGateway } from '../helpers/gateway.ts';
import { answerText, startRawUpstream } from '../helpers/raw-upstream.ts';

/** What an upstream says that is no answer: it must end as the upstream's fault, on record, and not be taken for one. */
let said = '';
const upstream = await startRawUpstream((socket, firstLine) => {
  if (firstLine.includes('/odd')) socket.write(said);
  // What is owed to the one before comes first, should the connection be the same.
  else socket.write(answerText('late') + answerText('plain'));
});
const gateway = await startTestGateway({ connection: { upstream: upstream.url } });
t.teardown(async () => {
  await gateway.stop();
  await upstream.close();
});

const SWITCHES = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n';

for (const [name, bytes] of Object.entries({
  'another protocol': SWITCHES,
  'another protocol that it does not name': 'HTTP/1.1 101 Switching Protocols\r\n\r\n',
  'a status of nothing': 'HTTP/1.1 000 OK\r\nContent-Length: 2\r\n\r\nhi',
  'a status below all': 'HTTP/1.1 099 OK\r\nContent-Length: 2\r\n\r\nhi',
})) {
  void t.test(name, async (t) => {
    said = bytes;
    const connections = upstream.sockets.length;
    const response = await gateway.fetch('/svc/odd');
    t.equal(response.status, 502);
    t.match(await response.json(), { code: 'upstream-failed' });
    const outcome = (await gateway.entries()).findLast(({ type }) => type === 'outcome');
    t.match(outcome?.data, { status: 502, error: 'upstream-failed', bytes: 0 });
    await gateway.fetch('/svc/plain').then((next) => next.text());
    t.equal(upstream.sockets.length, connections + 2, 'its connection is not used again');
  });
}
