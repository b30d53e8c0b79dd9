import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { makeCertificate } from '../config/certificates.ts';
import { startTestGateway } from '../helpers/gateway.ts';

const server = makeCertificate();
const client = makeCertificate({ name: 'gateway' });

/** An upstream that lets only the gateway's client certificate in. */
async function startTlsUpstream(): Promise<{ url: URL; close(): void }> {
  const upstream = createServer(
    { ...server, ca: client.cert, requestCert: true, rejectUnauthorized: true },
    (_req, res) => res.end('{"a":1}'),
  );
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const { port } = upstream.address() as AddressInfo;
  return {
    url: new URL(`https://127.0.0.1:${port}`),
    close() {
      upstream.closeAllConnections();
      upstream.close();
    },
  };
}

t.test('an upstream is verified against its own CA, and sees the client certificate', async (t) => {
  const upstream = await startTlsUpstream();
  t.teardown(() => upstream.close());
  const gateway = await startTestGateway({
    connection: { upstream: upstream.url, tls: { ca: server.cert, ...client } },
  });
  t.teardown(() => gateway.stop());
  t.equal((await gateway.fetch('/svc/x')).status, 200);
});

t.test('an upstream that cannot be verified is not called', async (t) => {
  const upstream = await startTlsUpstream();
  t.teardown(() => upstream.close());
  const cases = [{}, { ca: client.cert }, { ca: server.cert, ...client, serverName: 'other' }];
  for (const tls of cases) {
    const gateway = await startTestGateway({ connection: { upstream: upstream.url, tls } });
    const answer = await gateway.fetch('/svc/x');
    t.equal(answer.status, 502);
    t.match(await answer.json(), { code: 'upstream-unreachable' });
    await gateway.stop();
  }
});

t.test(
  'an upstream that wants a client certificate gets none that is not configured',
  async (t) => {
    const upstream = await startTlsUpstream();
    t.teardown(() => upstream.close());
    const gateway = await startTestGateway({
      connection: { upstream: upstream.url, tls: { ca: server.cert } },
    });
    t.teardown(() => gateway.stop());
    t.equal((await gateway.fetch('/svc/x')).status, 502);
  },
);

t.test('the listener speaks TLS', async (t) => {
  const gateway = await startTestGateway({ listenTls: server });
  t.teardown(() => gateway.stop());
  t.match(gateway.url, /^https:/);
  const status = await new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${gateway.token}` };
    request(`${gateway.url}/svc/x`, { ca: server.cert, headers }, (res) => {
      res.resume();
      resolve(res.statusCode);
    })
      .on('error', reject)
      .end();
  });
  t.equal(status, 200);
});
