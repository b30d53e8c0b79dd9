import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import t from 'tap';
import { startTestGateway } from '../helpers/gateway.ts';
import { until } from '../helpers/until.ts';

interface Event {
  decision_id: string;
  path: string;
  input: { request: { method: string; body?: unknown; headers?: unknown } };
  result: { action: string };
  erased: string[];
}

t.test('decisions and status are uploaded as OPA does it', async (t) => {
  const events: Event[] = [];
  const statuses: { labels: { id: string } }[] = [];
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const bytes = Buffer.concat(chunks);
      const text = (
        req.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes
      ).toString();
      if (req.url === '/opa/logs') events.push(...(JSON.parse(text) as Event[]));
      else statuses.push(JSON.parse(text) as (typeof statuses)[number]);
      res.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const gateway = await startTestGateway({
    reporting: {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/opa`,
      status: true,
      decisionLogs: true,
      delay: 100,
      uploadBytes: 32_768,
      erase: ['/input/request/body', '/input/request/headers'],
      labels: { region: 'eu' },
    },
  });
  t.teardown(() => gateway.stop());
  const body = JSON.stringify({ secret: 'hunter2' });
  const headers = { 'content-type': 'application/json' };
  const answer = await gateway.fetch('/svc/x', { method: 'POST', body, headers });
  const id = answer.headers.get('x-regent-decision-id');
  await until(() => events.length > 0 && statuses.length > 0);
  t.match(events, [
    {
      decision_id: id,
      path: 'regent/decision',
      input: { request: { method: 'POST' } },
      result: { action: 'allow' },
    },
  ]);
  t.notMatch(JSON.stringify(events), 'hunter2');
  t.same(events[0]!.erased.toSorted(), ['/input/request/body', '/input/request/headers']);
  t.match(statuses[0], { labels: { id: 'test' } });
  // It is counted once the answer is there.
  await until(async () => {
    const metrics = await (await fetch(`${gateway.adminUrl}/metrics`)).text();
    return metrics.includes('regent_reporting_decisions_total{result="uploaded"} 1');
  });
});
