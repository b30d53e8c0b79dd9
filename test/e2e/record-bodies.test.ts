/** Bodies are on record as they were sent, within the connection's limit, and not where that says so. */
import t from 'tap';
import { alwaysDecide, startTestGateway } from '../helpers/gateway.ts';
import { openEntries, type OpenedEntry } from '../helpers/open-ledger.ts';

const MASK = alwaysDecide({
  action: 'mask',
  reasons: ['test'],
  masks: [{ path: '$.email', with: 'redact' }],
});
const ANSWER = '{"email":"ada@example.org", "balance":12345678901234567890.10}';
const MASKED = ANSWER.replace('ada@example.org', '[redacted]');
const LIMIT = 4096;

/** The intent and the outcome of the last exchange. */
async function lastExchange(stateDir: string): Promise<[OpenedEntry, OpenedEntry]> {
  const entries = await openEntries(stateDir);
  const last = (type: string): OpenedEntry => entries.findLast(({ entry }) => entry.type === type)!;
  return [last('intent'), last('outcome')];
}

function post(body: string): RequestInit {
  return { method: 'POST', body, headers: { 'content-type': 'application/json' } };
}

t.test('the request as forwarded, the answer as delivered', async (t) => {
  const gateway = await startTestGateway({
    policy: MASK,
    upstream: (_req, res) => res.setHeader('content-type', 'application/json').end(ANSWER),
    connection: { recordBodies: { request: true, response: true, limit: LIMIT } },
  });
  t.teardown(() => gateway.stop());
  const asked = '{"q": 1.0, "name":"Ada"}';
  t.equal(await (await gateway.fetch('/svc/x', post(asked))).text(), MASKED);
  const [intent, outcome] = await lastExchange(gateway.stateDir);
  t.equal(intent.request, asked);
  t.equal(outcome.response, MASKED);
  t.match(outcome.entry.data, { body: { bytes: MASKED.length } });
  t.notMatch(outcome.entry.data, { body: { truncated: true } });
});

t.test('what is longer than the limit is cut, on record alone', async (t) => {
  const long = 'x'.repeat(3 * LIMIT);
  const gateway = await startTestGateway({
    upstream: (_req, res) => res.end(long),
    connection: {
      requestBody: 'stream',
      recordBodies: { request: true, response: true, limit: LIMIT },
    },
  });
  t.teardown(() => gateway.stop());
  t.equal(await (await gateway.fetch('/svc/x', { method: 'POST', body: long })).text(), long);
  t.equal(gateway.received.at(-1)?.body, long);
  const [, outcome] = await lastExchange(gateway.stateDir);
  const cut = { bytes: LIMIT, truncated: true };
  t.match(outcome.entry.data, { body: cut, request_body: cut, bytes: long.length });
  t.equal(outcome.response, long.slice(0, LIMIT));
  t.equal(outcome.request, long.slice(0, LIMIT));
});

t.test('a connection whose bodies are not recorded', async (t) => {
  const gateway = await startTestGateway({
    connection: { recordBodies: { request: false, response: false, limit: LIMIT } },
  });
  t.teardown(() => gateway.stop());
  t.equal((await gateway.fetch('/svc/x', post('{"a":1}'))).status, 200);
  const [intent, outcome] = await lastExchange(gateway.stateDir);
  t.notOk('body' in (intent.entry.data as object));
  t.notOk('body' in (outcome.entry.data as object));
  t.equal(outcome.state, 'open', 'what else there is to seal is');
});
