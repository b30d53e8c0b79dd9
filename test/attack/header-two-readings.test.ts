import t from 'tap';
import { startTestGateway } from '../helpers/gateway.ts';
import { requestText } from '../helpers/mask-gateway.ts';
import { readProblem, sendRaw } from '../helpers/raw-http.ts';

/** A policy that forbids a value is not passed by the same value in bytes that it reads as Latin-1 and the upstream as UTF-8. */
const gateway = await startTestGateway({
  policy: `
decision := {"action": "deny", "reasons": ["forbidden"]} if input.request.headers["x-group"] == "Geschäft"
decision := {"action": "allow", "reasons": ["test"]} if input.request.headers["x-group"] != "Geschäft"
`,
  connection: { headers: ['x-group'] },
});
t.teardown(() => gateway.stop());

async function send(header: string): Promise<ReturnType<typeof readProblem>> {
  const text = requestText(gateway, '/svc/x', [header, 'Connection: close']);
  return readProblem(await sendRaw(gateway.port, Buffer.from(text, 'utf8')));
}

void t.test('a header that is forwarded must be ASCII', async (t) => {
  t.same(await send('X-Group: Geschäft'), { status: 400, code: 'malformed-request' });
  t.same(await send('User-Agent: ä'), { status: 400, code: 'malformed-request' });
  t.same(gateway.received, []);
  t.equal((await send('X-Group: other')).status, 200);
});

void t.test('one that is not forwarded may hold what it likes', async (t) => {
  const text = requestText(gateway, '/svc/x', ['X-Group: other', 'X-Else: ä', 'Connection: close']);
  t.equal(readProblem(await sendRaw(gateway.port, Buffer.from(text, 'utf8'))).status, 200);
});
