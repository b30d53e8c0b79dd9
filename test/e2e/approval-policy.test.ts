import t from 'tap';
import { alwaysDecide, startTestGateway } from '../helpers/gateway.ts';

const POLICY = `${alwaysDecide({
  action: 'approve',
  reasons: ['test'],
  approval: { groups: ['dpo'], precondition: { etag: true } },
})}

default approvers := {"may": false}
approvers := {"may": true, "see_body": true} if "dpo" in input.person.groups
approvers := {"may": true, "step_up": {"acr": ["mfa"]}} if {
	input.approval.connection == "test"
	"lead" in input.person.groups
}`;

t.test('who may decide, who sees the body, and how they signed in is policy', async (t) => {
  let etag: string | undefined = '"1"';
  const gateway = await startTestGateway({
    policy: POLICY,
    approvals: { hold: 50 },
    personClaim: 'email',
    upstream: (_req, res) => {
      if (etag !== undefined) res.setHeader('etag', etag);
      res.setHeader('content-type', 'application/json');
      res.end('{"ok":true}');
    },
  });
  t.teardown(() => gateway.stop());
  const person = async (sub: string, group: string, more: object = {}): Promise<RequestInit> => ({
    headers: {
      authorization: `Bearer ${await gateway.issuer.sign({
        sub,
        groups: [group],
        aud: 'urn:regent:admin',
        email: `${sub}@example.com`,
        ...more,
      })}`,
    },
  });
  const ask = (): Promise<Response> =>
    gateway.fetch('/svc/x', {
      method: 'PUT',
      headers: { 'content-type': 'application/json', 'if-match': '"0"' },
      body: '{"mail":"ann@example.org","note":"call +49 30 901820"}',
    });
  const { approval } = (await (await ask()).json()) as { approval: string };
  t.match(gateway.received, [{ method: 'GET', body: '' }], 'only the world was looked at');
  t.notOk(gateway.received[0]!.headers['if-match']);
  t.equal(gateway.received[0]!.headers['x-api-key'], 'upstream-key');

  const at = `${gateway.adminUrl}/api/approvals/${approval}`;
  const dana = await person('dana', 'dpo');
  const sam = await person('sam', 'lead');
  t.match(await (await fetch(at, dana)).json(), {
    precondition: { value: '"1"' },
    bound: /"world":/,
    summary: { body: { text: /ann@example.org/ } },
  });
  const masked = (await (await fetch(at, sam)).json()) as { summary: { body: { text: string } } };
  t.notMatch(masked.summary.body.text, /ann@|901820/);
  t.match(masked, { summary: { body: { masked: true } }, may: { see_body: false } });
  t.equal((await fetch(at, await person('eve', 'sales'))).status, 404);
  const post = async (who: RequestInit): Promise<number> =>
    (await fetch(`${at}/approve`, { method: 'POST', ...who })).status;
  t.equal(await post(sam), 403, 'without the second factor');
  t.equal(await post(await person('fred', 'dpo', { email: undefined })), 403, 'not linked');
  t.equal(await post(await person('sam', 'lead', { acr: 'mfa' })), 200);

  etag = undefined;
  t.match(await (await ask()).json(), { code: 'precondition-unavailable' });
  etag = '"2"';
  t.match(await (await ask()).json(), { code: 'approval-voided' });
  t.match(await (await fetch(at, dana)).json(), { state: 'voided', cause: 'world' });
  t.notOk(gateway.received.some(({ method }) => method === 'PUT'));
});

t.test('delegations, passkeys and reviews have their paths', async (t) => {
  const policy = alwaysDecide({
    action: 'approve',
    reasons: ['test'],
    approval: { groups: ['dpo'], break_glass: true },
  });
  const gateway = await startTestGateway({ policy });
  t.teardown(() => gateway.stop());
  const dana = await gateway.issuer.sign({ sub: 'dana', groups: ['dpo'], aud: 'urn:regent:admin' });
  const call = async (method: string, path: string, body?: object): Promise<Response> =>
    fetch(gateway.adminUrl + path, {
      method,
      headers: {
        authorization: `Bearer ${dana}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  t.match(await (await gateway.fetch('/svc/x')).json(), { code: 'justification-required' });
  const headers = { 'x-regent-justification': 'the site is down' };
  t.equal((await gateway.fetch('/svc/x', { headers })).status, 200, 'it passes at once');
  const metrics = await (await fetch(`${gateway.adminUrl}/metrics`)).text();
  t.match(metrics, /regent_break_glass_total 1/);
  const open = await (await call('GET', '/api/breakglass/reviews')).json();
  const [{ id }] = (open as { approvals: [{ id: string }] }).approvals;
  const reviewed = await call('POST', `/api/breakglass/reviews/${id}`, { reason: 'so it was' });
  t.match(await reviewed.json(), { review: { state: 'done' } });
  t.same(await (await call('GET', '/api/breakglass/reviews')).json(), { approvals: [] });

  const until = new Date(Date.now() + 3_600_000).toISOString();
  const to = { issuer: gateway.issuer.config.issuer, subject: 'bo' };
  const made = (await (await call('POST', '/api/delegations', { to, until })).json()) as {
    id: string;
  };
  t.match(await (await call('GET', '/api/delegations')).json(), { delegations: [{ to }] });
  t.equal((await call('DELETE', `/api/delegations/${made.id}`)).status, 204);
  t.same(await (await call('GET', '/api/passkeys')).json(), { passkeys: [] });
  t.equal((await call('POST', '/api/passkeys/options')).status, 403, 'none are configured');
  t.equal((await call('GET', '/approvals')).status, 404, 'there is one way only');
  const types = (await gateway.entries()).map(({ type }) => type);
  t.equal(types.filter((type) => type === 'delegation').length, 2);
});
