import t from 'tap';
import { startTestGateway } from '../helpers/gateway.ts';
import { readProblem, sendRaw } from '../helpers/raw-http.ts';

/** Whoever has no token must not make the gateway hold and parse what they like to send. */
const gateway = await startTestGateway();
t.teardown(() => gateway.stop());

const post = (credential: string, body: string): string =>
  [
    'POST /svc/x HTTP/1.1',
    'Host: gw',
    'Content-Type: application/json',
    'Content-Length: 60000',
    'Connection: close',
    `${credential}\r\n`,
    body,
  ].join('\r\n');

const WRONG = { 'no token': 'X-None: none', 'a token of nobody': 'Authorization: Bearer a.b.c' };

for (const [name, credential] of Object.entries(WRONG)) {
  void t.test(`${name}: the answer does not wait for the body`, async (t) => {
    const answer = readProblem(await sendRaw(gateway.port, post(credential, '')));
    t.equal(answer.status, 401);
  });
}

void t.test('the body of an agent that is known is read', async (t) => {
  const body = `{"a":${'x'.repeat(60_000 - 5)}`;
  const answer = await sendRaw(gateway.port, post(`Authorization: Bearer ${gateway.token}`, body));
  t.same(readProblem(answer), { status: 400, code: 'invalid-json' });
  const refusal = (await gateway.entries()).findLast(({ type }) => type === 'refusal');
  t.match(refusal?.data, { code: 'invalid-json', identity: { subject: 'agent' } }, 'on record');
});
