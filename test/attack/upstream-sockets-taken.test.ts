import t from 'tap';
import { startTestGateway } from '../helpers/gateway.ts';

/** An agent that keeps all sockets to an upstream, with streams without end, must not make the others wait without end. */
const gateway = await startTestGateway({
  connection: { maxConnections: 1, timeouts: { connect: 10_000, response: 2000 } },
  upstream: (req, res) => {
    if (req.url !== '/stream') return res.end('{}');
    res.writeHead(200, { 'content-type': 'text/event-stream' }).write(': begin\n\n');
    const alive = setInterval(() => res.write(': alive\n\n'), 200);
    return res.once('close', () => clearInterval(alive));
  },
});
t.teardown(() => gateway.stop());

void t.test('who finds no free socket is told so, on record', async (t) => {
  const leave = new AbortController();
  const stream = await gateway.fetch('/svc/stream', { signal: leave.signal });
  t.equal(stream.status, 200);
  const other = await gateway.fetch('/svc/other');
  t.equal(other.status, 504);
  t.match(await other.json(), { code: 'upstream-timeout' });
  const outcome = (await gateway.entries()).findLast(({ type }) => type === 'outcome');
  t.match(outcome?.data, { status: 504, error: 'upstream-timeout' });
  leave.abort();
  t.equal((await gateway.fetch('/svc/other')).status, 200, 'the socket is there for the next');
  t.same(
    gateway.received.map(({ url }) => url),
    ['/stream', '/other'],
    'what was given up is not sent',
  );
});
