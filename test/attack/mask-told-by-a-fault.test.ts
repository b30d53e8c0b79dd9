import t from 'tap';
import { JSON_TYPE, SECRET, startMaskGateway } from '../helpers/mask-gateway.ts';

const gateway = await startMaskGateway();
t.teardown(() => gateway.stop());

/** What the agent is told, but for the id of the decision. */
async function ask(body: string): Promise<object> {
  gateway.respondWith(body, { headers: JSON_TYPE });
  const answer = await gateway.fetch('/svc/x');
  const problem = (await answer.json()) as Record<string, unknown>;
  delete problem['decision_id'];
  return { status: answer.status, length: answer.headers.get('content-length'), problem };
}

// The offset of a fault after a masked value would be the value's length to whoever sees it.
void t.test('the refusal of a broken body does not tell how long a masked value is', async (t) => {
  for (const fault of [']', ',}', ',"a":"\\ud800"}', ',"a":tru}', '} x', '']) {
    const short = await ask(`{"email":"${SECRET}"${fault}`);
    const long = await ask(`{"email":"${SECRET.repeat(9)}"${fault}`);
    t.same(long, short);
    t.match(short, { status: 502 });
    t.notMatch(JSON.stringify(short), /byte|offset/);
  }
});
