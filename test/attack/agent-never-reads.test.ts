import { subscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import t from 'tap';
import { startTestGateway } from '../helpers/gateway.ts';
import { JSON_TYPE, openRequest, requestText, startMaskGateway } from '../helpers/mask-gateway.ts';
import { sendRaw } from '../helpers/raw-http.ts';
import { until } from '../helpers/until.ts';

/** An agent that asks and does not read would keep its answer in the gateway's memory for as long as it likes. */
const gateway = await startMaskGateway(
  { masks: [{ path: '$.email', with: 'redact', must_match: true }] },
  { connection: { timeouts: { connect: 10_000, response: 2000 }, responseLimit: 2 ** 25 } },
);
t.teardown(() => gateway.stop());

const accepted: Socket[] = [];
subscribe('net.server.socket', (message) => {
  const { socket } = message as { socket: Socket };
  if (socket.localPort === gateway.port) accepted.push(socket);
});

/** More than the system's buffers take. */
const PAD = 'x'.repeat(2 ** 24);
const ANSWERS = {
  'an answer that is held whole': { email: 'a@example.org', pad: PAD },
  'an answer that streams': { email: 'a@example.org', pad: PAD.repeat(3) },
};

for (const [name, body] of Object.entries(ANSWERS)) {
  void t.test(name, async (t) => {
    gateway.respondWith(JSON.stringify(body), { headers: JSON_TYPE });
    const before = await gateway.outcomes();
    const agent = await openRequest(gateway, '/svc/x');
    t.teardown(() => agent.destroy());
    await until(() => accepted.length > 0);
    const [socket] = accepted.splice(0);
    await once(socket!, 'close');
    t.equal(socket!.writableFinished, false, 'it is cut off');
    t.match(await gateway.outcome(before), { upstream_status: 200 });
  });
}

void t.test('an answer that waits for a held one before it is none that is not read', async (t) => {
  const approving = await startTestGateway({
    policy: `
decision := {"action": "approve", "reasons": ["test"], "approval": {"groups": ["leads"]}} if endswith(input.request.path, "held")
decision := {"action": "allow", "reasons": ["test"]} if not endswith(input.request.path, "held")
`,
    connection: { timeouts: { connect: 10_000, response: 1000 } },
    approvals: { hold: 4000 },
  });
  t.teardown(() => approving.stop());
  const [held, other] = ['/svc/held', '/svc/x'].map((path) => requestText(approving, path));
  const answers = await sendRaw(approving.port, `${held!}${other!}`);
  t.match(answers, /^HTTP\/1\.1 202 |approval-required/);
  t.match(answers, '{"method":"GET","url":"/x"}');
});
