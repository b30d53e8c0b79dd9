import pino from 'pino';
import t from 'tap';
import { startTestGateway } from '../helpers/gateway.ts';
import { sendRaw } from '../helpers/raw-http.ts';
import { until } from '../helpers/until.ts';

t.test('an agent cannot say who it is, nor what the gateway says', async (t) => {
  const gateway = await startTestGateway({ connection: { headers: ['x-tenant'] } });
  t.teardown(() => gateway.stop());
  const smuggled = [
    'X-Regent-Subject: root',
    'x_regent_subject: root',
    'X-Regent_Groups: admin',
    'Forwarded: for=10.0.0.1',
    'X-Forwarded-For: 10.0.0.1',
    'x_forwarded_for: 10.0.0.1',
    'X-Forwarded-Host: evil',
    'X-Api-Key: guessed',
    'Cookie: session=1',
    'Proxy-Connection: keep-alive',
    'TE: trailers',
    'X-Tenant: mine',
  ];
  const request = [
    'GET /svc/x HTTP/1.1',
    'Host: gw',
    `Authorization: Bearer ${gateway.token}`,
    ...smuggled,
    'Connection: close, x-api-key',
    '',
    '',
  ].join('\r\n');
  const answer = await sendRaw(gateway.port, request);
  t.match(answer, /^HTTP\/1\.1 200/);
  const headers = gateway.received[0]!.headers;
  t.strictSame(
    Object.keys(headers).toSorted(),
    ['connection', 'host', 'traceparent', 'x-api-key', 'x-regent-decision-id', 'x-tenant'],
    'nothing but what the connection lets through',
  );
  t.equal(headers['x-api-key'], 'upstream-key');
});

t.test(
  'no token and no credential is behind the gateway, in the ledger or in the log',
  async (t) => {
    let logged = '';
    const log = pino({ level: 'trace' }, { write: (line: string) => (logged += line) });
    const gateway = await startTestGateway({ log });
    t.teardown(() => gateway.stop());
    await gateway.fetch('/svc/x');
    await gateway.fetch(`/svc/%2e%2e?token=${gateway.token}`);
    const broken = `${gateway.token.slice(0, -4)}AAAA`;
    await gateway.fetch('/svc/x', { headers: { authorization: `Bearer ${broken}` } });
    await until(() => logged.includes('token-invalid'));
    const seen = JSON.stringify([gateway.received, await gateway.entries()]) + logged;
    t.notMatch(seen, gateway.token.split('.')[2]!);
    t.notMatch(seen, broken.split('.')[2]!);
    t.notMatch(logged + JSON.stringify(await gateway.entries()), 'upstream-key');
  },
);
