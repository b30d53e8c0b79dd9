import t from 'tap';
import { alwaysDecide, startTestGateway } from '../helpers/gateway.ts';

const policy = alwaysDecide({
  action: 'approve',
  reasons: ['test'],
  approval: { groups: ['dpo'] },
  masks: [{ path: '$.url', with: 'redact' }],
});

t.test('a request waits for a person, passes once, and stays masked', async (t) => {
  const gateway = await startTestGateway({ policy, approvals: { hold: 300 } });
  t.teardown(() => gateway.stop());
  const person = async (sub: string, groups: string[]): Promise<string> =>
    gateway.issuer.sign({ sub, groups, aud: 'urn:regent:admin' });
  const decide = async (id: string, verb: string, token: string): Promise<Response> =>
    fetch(`${gateway.adminUrl}/api/approvals/${id}/${verb}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ reason: 'because' }),
    });
  const dana = await person('dana', ['dpo']);

  const held = await gateway.fetch('/svc/x');
  t.equal(held.status, 403);
  const problem = (await held.json()) as { code: string; approval: string };
  t.equal(problem.code, 'approval-required');
  t.equal(gateway.received.length, 0);

  t.equal(
    (await decide(problem.approval, 'approve', gateway.token)).status,
    401,
    "an agent's token is none",
  );
  t.equal((await decide(problem.approval, 'approve', await person('eve', ['sales']))).status, 403);
  t.equal(
    (await decide(problem.approval, 'approve', await person('agent', ['dpo']))).status,
    403,
    'not oneself',
  );
  t.equal((await decide('apr_nothing', 'approve', dana)).status, 404);
  t.equal((await decide(problem.approval, 'approve', dana)).status, 200);
  t.equal((await decide(problem.approval, 'deny', dana)).status, 409);

  const other = await gateway.fetch('/svc/other');
  t.equal(other.status, 403, 'another request is not what was approved');

  const passed = await gateway.fetch('/svc/x');
  t.equal(passed.status, 200);
  t.match(await passed.json(), { url: '[redacted]' });
  t.equal((await gateway.fetch('/svc/x')).status, 403, 'it passes once');

  const states = (await gateway.entries())
    .filter(({ type }) => type === 'approval')
    .map(({ data }) => data as { approval: string; state: string })
    .filter(({ approval }) => approval === problem.approval)
    .map(({ state }) => state);
  t.strictSame(states, ['pending', 'granted', 'consumed']);
});

t.test('a grant during the hold lets the held request go on', async (t) => {
  const gateway = await startTestGateway({ policy, approvals: { hold: 10_000 } });
  t.teardown(() => gateway.stop());
  const dana = await gateway.issuer.sign({ sub: 'dana', groups: ['dpo'], aud: 'urn:regent:admin' });
  const headers = { authorization: `Bearer ${dana}`, 'content-type': 'application/json' };
  const waiting = gateway.fetch('/svc/x');
  let id: string | undefined;
  while (id === undefined) {
    const listed = await fetch(`${gateway.adminUrl}/api/approvals?state=pending&mine=true`, {
      headers,
    });
    const { approvals } = (await listed.json()) as { approvals: { id: string }[] };
    id = approvals[0]?.id;
  }
  const metrics = await (await fetch(`${gateway.adminUrl}/metrics`)).text();
  t.match(metrics, /regent_approvals_held 1/);
  await fetch(`${gateway.adminUrl}/api/approvals/${id}/approve`, {
    method: 'POST',
    headers,
    body: '{}',
  });
  t.equal((await waiting).status, 200);
});

t.test('a denial ends the hold', async (t) => {
  const gateway = await startTestGateway({ policy, approvals: { hold: 10_000 } });
  t.teardown(() => gateway.stop());
  const dana = await gateway.issuer.sign({ sub: 'dana', groups: ['dpo'], aud: 'urn:regent:admin' });
  const headers = { authorization: `Bearer ${dana}` };
  const waiting = gateway.fetch('/svc/x');
  let id: string | undefined;
  while (id === undefined) {
    const listed = await fetch(`${gateway.adminUrl}/api/approvals`, { headers });
    id = ((await listed.json()) as { approvals: { id: string }[] }).approvals[0]?.id;
  }
  await fetch(`${gateway.adminUrl}/api/approvals/${id}/deny`, { method: 'POST', headers });
  const answer = await waiting;
  t.equal(answer.status, 403);
  t.match(await answer.json(), { code: 'approval-denied' });
  t.equal(gateway.received.length, 0);
});
