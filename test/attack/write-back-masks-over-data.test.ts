/** An agent that reads a masked record and saves it must not overwrite the real data with masks. */
import t from 'tap';
import { startTestGateway } from '../helpers/gateway.ts';

const MASKS = '[{"path": "$.email", "with": "redact"}, {"path": "$.id", "with": "pseudonym"}]';
const policy = `decision := {"action": "mask", "reasons": ["read"], "masks": ${MASKS}} if input.request.method == "GET"
else := {"action": "allow", "reasons": ["write"], "write_back": {"mode": "refuse", "masks": ${MASKS}}}`;

t.test('what was read masked is not saved', async (t) => {
  const gateway = await startTestGateway({
    policy,
    upstream: (_req, res) => {
      res.setHeader('content-type', 'application/json');
      res.end('{"id":"c-1","email":"ada@example.org","name":"Ada"}');
    },
  });
  t.teardown(() => gateway.stop());
  const save = (body: string, type = 'application/json'): Promise<Response> =>
    gateway.fetch('/svc/customers/1', { method: 'PUT', body, headers: { 'content-type': type } });
  const seen = await (await gateway.fetch('/svc/customers/1')).text();
  gateway.received.length = 0;

  for (const [name, body] of Object.entries({
    'as it was read': seen,
    'with a change elsewhere': seen.replace('Ada', 'Grace'),
    'with the name of the member escaped': seen.replace('"email"', String.raw`"\u0065mail"`),
    'with the text escaped': seen.replace('[redacted]', String.raw`\u005bredacted\u005d`),
    'in other letters': seen.replace('[redacted]', '[REDACTED]'),
    'with spaces': seen.replace('[redacted]', ' [redacted]\\n'),
    'the token alone': JSON.stringify({ id: (JSON.parse(seen) as { id: string }).id }),
  })) {
    const answer = await save(body);
    t.equal(answer.status, 422, name);
    t.match(await answer.json(), { code: 'masked-value' }, name);
  }
  const form = await save('email=%5Bredacted%5D', 'application/x-www-form-urlencoded');
  t.ok(form.status >= 400, 'a body in which it cannot be looked for');
  t.equal(gateway.received.length, 0, 'nothing reached the upstream');
  t.equal((await save('{"email":"grace@example.org"}')).status, 200);
  t.equal(gateway.received.length, 1);

  const codes = (await gateway.entries())
    .filter(({ type }) => type === 'refusal')
    .map(({ data }) => (data as { code: string }).code);
  t.equal(codes.filter((code) => code === 'masked-value').length, 7, 'each is on record');
});
