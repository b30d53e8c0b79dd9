import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import t from 'tap';
import type { IntentData } from '../../gateway/types.ts';
import { startTestGateway } from '../helpers/gateway.ts';
import { archive, makeBundle } from '../prepare/support.ts';

const REGO = 'decision := {"action": "allow", "reasons": [data.revision]} if input.request';
const { bundle } = await makeBundle({ revision: '' }, {}, REGO);
const make = (revision: string): Promise<Buffer> =>
  archive(bundle.wasm, JSON.stringify({ revision }), { revision });

t.test(
  'an agent that sends its body slowly is decided by the policy it began with, whose memory nobody has meanwhile',
  async (t) => {
    const source = { bytes: await make('r0'), trust: 'unsigned' } as const;
    const gateway = await startTestGateway({ source });
    t.teardown(() => gateway.stop());
    const slow = [];
    for (let turn = 1; turn <= 8; turn += 1) {
      const sent = request(`${gateway.url}/svc/slow`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${gateway.token}`,
          'content-type': 'application/json',
          'content-length': 8,
        },
      });
      sent.write('{"a"');
      slow.push({ sent, answered: once(sent, 'response') });
      // Behind this one the slow one has been begun.
      t.equal((await gateway.fetch('/svc/quick')).status, 200);
      await gateway.activate({ bytes: await make(`r${String(turn)}`), trust: 'unsigned' });
      t.equal((await gateway.fetch('/svc/quick')).status, 200);
    }
    // The newest first, so that memories come back in another order than they were taken in.
    for (const { sent, answered } of slow.toReversed()) {
      sent.end(':10}');
      const [answer] = (await answered) as [IncomingMessage];
      t.equal(answer.statusCode, 200);
      await json(answer);
      await gateway.activate({ bytes: await make('again'), trust: 'unsigned' });
    }
    const intents = (await gateway.entries())
      .filter(({ type }) => type === 'intent')
      .map(({ data }) => data as IntentData);
    t.equal(intents.length, 24);
    t.ok(intents.every(({ bundle, reasons }) => reasons[0] === bundle.revision));
    const late = intents.slice(-8).map(({ bundle }) => bundle.revision);
    t.same(late, ['r7', 'r6', 'r5', 'r4', 'r3', 'r2', 'r1', 'r0']);
  },
);
