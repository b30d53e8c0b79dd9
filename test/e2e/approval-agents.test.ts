import t from 'tap';
import { alwaysDecide, buildTestSource, startTestGateway } from '../helpers/gateway.ts';

const APPROVE = { action: 'approve', reasons: ['test'], approval: { groups: ['dpo'] } };
const policy = alwaysDecide(APPROVE);

interface Problem {
  code: string;
  approval: string;
  waits_for: { groups: string[]; approved: number };
}

t.test('an agent that does not want to be held polls, follows events, and passes', async (t) => {
  const gateway = await startTestGateway({ policy, approvals: { hold: 60_000 } });
  t.teardown(() => gateway.stop());
  const dana = await gateway.issuer.sign({ sub: 'dana', groups: ['dpo'], aud: 'urn:regent:admin' });
  const ask = (): Promise<Response> =>
    gateway.fetch('/svc/x', { headers: { prefer: 'respond-async, return=minimal, wait=10' } });
  const accepted = await ask();
  t.equal(accepted.status, 202);
  t.equal(accepted.headers.get('content-type'), 'application/json');
  t.match(accepted.headers.get('retry-after'), /^[1-5]$/);
  const { approval, waits_for: waitsFor } = (await accepted.json()) as Problem;
  t.match(waitsFor, { groups: ['dpo'], approved: 0 });
  const location = accepted.headers.get('location')!;
  t.equal(location, `/.well-known/regent/approvals/${approval}`);
  t.match(await (await gateway.fetch(location)).json(), { approval, state: 'pending' });
  t.equal(((await (await ask()).json()) as Problem).approval, approval, 'a repeat joins');

  const followed = await gateway.fetch(location, { headers: { accept: 'text/event-stream' } });
  t.equal(followed.headers.get('content-type'), 'text/event-stream');
  const events = followed.text();
  const decided = await fetch(`${gateway.adminUrl}/api/approvals/${approval}/approve`, {
    method: 'POST',
    headers: { authorization: `Bearer ${dana}` },
  });
  t.equal(decided.status, 200);
  t.match(await (await gateway.fetch(location)).json(), { state: 'granted' });
  const passed = await ask();
  t.equal(passed.status, 200);
  t.equal(gateway.received[0]?.headers['prefer'], 'return=minimal', 'what is ours goes no further');
  const states = [...(await events).matchAll(/"state":"(\w+)"/g)].map(([, state]) => state);
  t.same(states, ['pending', 'granted', 'consumed']);
});

t.test('an approval is its own agent’s to see and to withdraw', async (t) => {
  const gateway = await startTestGateway({ policy, approvals: { hold: 60_000 } });
  t.teardown(() => gateway.stop());
  const accepted = await gateway.fetch('/svc/x', { headers: { prefer: 'respond-async' } });
  const location = accepted.headers.get('location')!;
  const other = await gateway.issuer.sign({ sub: 'other' });
  const asOther = { headers: { authorization: `Bearer ${other}` } };
  for (const method of ['GET', 'DELETE']) {
    const answer = await fetch(gateway.url + location, { method, ...asOther });
    t.equal(answer.status, 404, method);
  }
  t.equal((await fetch(gateway.url + location)).status, 401, 'nor nobody’s');
  t.equal((await gateway.fetch(location, { method: 'POST' })).status, 501);
  t.equal((await gateway.fetch('/.well-known/regent/other')).status, 404);
  const withdrawn = await gateway.fetch(location, { method: 'DELETE' });
  t.match(await withdrawn.json(), { state: 'withdrawn' });
  t.equal(gateway.received.length, 0);
});

t.test('why and what for is the policy’s to see, is bound, and goes no further', async (t) => {
  const rule = `decision := {"action": "deny", "reasons": ["unjustified"]} if not input.request.justification
decision := ${JSON.stringify(APPROVE)} if input.request.justification`;
  const gateway = await startTestGateway({ policy: rule, approvals: { hold: 50 } });
  t.teardown(() => gateway.stop());
  const dana = await gateway.issuer.sign({ sub: 'dana', groups: ['dpo'], aud: 'urn:regent:admin' });
  const ask = (headers: Record<string, string>): Promise<Response> =>
    gateway.fetch('/svc/x', { headers });
  t.match(await (await ask({})).json(), { code: 'denied', reasons: ['unjustified'] });
  const headers = { 'x-regent-justification': 'ticket 17', 'x-regent-purpose': 'support' };
  const { approval } = (await (await ask(headers)).json()) as Problem;
  const shown = await fetch(`${gateway.adminUrl}/api/approvals/${approval}`, {
    headers: { authorization: `Bearer ${dana}` },
  });
  t.match(await shown.json(), { justification: 'ticket 17', purpose: 'support' });
  await fetch(`${gateway.adminUrl}/api/approvals/${approval}/approve`, {
    method: 'POST',
    headers: { authorization: `Bearer ${dana}` },
  });
  const other = await ask({ ...headers, 'x-regent-justification': 'ticket 18' });
  t.not(((await other.json()) as Problem).approval, approval, 'another reason is another request');
  t.equal((await ask(headers)).status, 200);
  t.notMatch(Object.keys(gateway.received[0]!.headers).join(), /x-regent-(justification|purpose)/);
});

t.test('a new bundle that decides otherwise voids what was granted', async (t) => {
  const gateway = await startTestGateway({ policy, approvals: { hold: 50 } });
  t.teardown(() => gateway.stop());
  const dana = await gateway.issuer.sign({ sub: 'dana', groups: ['dpo'], aud: 'urn:regent:admin' });
  const authorization = { headers: { authorization: `Bearer ${dana}` } };
  const { approval } = (await (await gateway.fetch('/svc/x')).json()) as Problem;
  const at = `${gateway.adminUrl}/api/approvals/${approval}`;
  await fetch(`${at}/approve`, { method: 'POST', ...authorization });
  const masked = { ...APPROVE, masks: [{ path: '$.url', with: 'redact' }] };
  await gateway.activate(await buildTestSource(alwaysDecide(masked)));
  t.match(await (await fetch(at, authorization)).json(), { state: 'voided', cause: 'bundle' });
  const again = (await (await gateway.fetch('/svc/x')).json()) as Problem;
  t.equal(again.code, 'approval-required');
  t.not(again.approval, approval);
  t.equal(gateway.received.length, 0);
});
