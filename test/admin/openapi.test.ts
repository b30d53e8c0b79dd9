/** The documentation says what there is: every route of the listener, and of each what it really answers. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import t from 'tap';
import { askAdmin, READERS, searchOnce, type AskOptions } from '../helpers/activity.ts';
import { startTestGateway } from '../helpers/gateway.ts';

interface Operation {
  summary?: string;
  tags?: string[];
  security?: object[];
  responses: Record<string, { content?: Record<string, { schema: object }> }>;
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
}

const POLICY = `
decision := {"action": "approve", "reasons": ["ask-first"], "approval": {"groups": ["dpo"], "quorum": 1, "expires_in": "5m"}} if input.request.method == "DELETE"
decision := {"action": "mask", "reasons": ["m"], "masks": [{"path": "$.url", "with": "redact"}]} if input.request.method != "DELETE"`;

t.test('every route is documented, and answers as its schema says', async (t) => {
  const gateway = await startTestGateway({
    policy: POLICY,
    ledger: { readers: [READERS], erasers: ['dpo'] },
    approvals: {
      hold: 60_000,
      passkeys: {
        rpId: 'localhost',
        rpName: 'Regent',
        origins: ['http://localhost'],
        registrationMaxAge: 900_000,
      },
    },
  });
  t.teardown(() => gateway.stop());
  const page = await askAdmin(gateway, '/api/docs');
  t.match(await page.text(), /swagger/i);
  t.match(page.headers.get('content-security-policy'), "default-src 'none'");
  const document = (await (await askAdmin(gateway, '/api/docs/json')).json()) as Document;
  t.equal(document.openapi, '3.1.0');

  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, { summary, tags, security, responses }] of Object.entries(operations)) {
      const name = `${method} ${path}`;
      t.ok(summary, `${name} has a summary`);
      t.equal(tags?.length, 1, `${name} has a tag`);
      t.ok(security, `${name} says who may ask`);
      t.ok(responses['200'] ?? responses['204'], `${name} says what it answers`);
    }
  }

  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  ajv.addSchema({ $id: 'document', components: document.components });
  const inDocument = (schema: object): object =>
    JSON.parse(
      JSON.stringify(schema).replaceAll('"#/components', '"document#/components'),
    ) as object;
  const tried = new Set<string>();

  /** Asks, and holds the answer against its schema. */
  const check = async (path: string, template: string, options: AskOptions): Promise<unknown> => {
    const method = (options.method ?? (options.body ? 'POST' : 'GET')).toLowerCase();
    const response = await askAdmin(gateway, path, options);
    const name = `${method} ${template}: ${response.status}`;
    tried.add(`${method} ${template}`);
    const documented = document.paths[template]?.[method]?.responses[String(response.status)];
    if (!documented) {
      t.fail(`${name} is not documented: ${await response.text()}`);
      return undefined;
    }
    const [type, content] = Object.entries(documented.content ?? {})[0] ?? [];
    const text = await response.text();
    if (!content || type === undefined) {
      t.equal(text, '', name);
      return undefined;
    }
    t.ok(response.headers.get('content-type')?.startsWith(type), `${name} is ${type}`);
    if (!type.includes('json')) return text;
    const answer: unknown = JSON.parse(text);
    const validate = ajv.compile(inDocument(content.schema));
    t.ok(
      validate(answer),
      `${name} ${JSON.stringify(validate.errors)?.slice(0, 300)} ${validate.errors ? text.slice(0, 600) : ''}`,
    );
    return answer;
  };

  const reader = { groups: [READERS] };
  const dana = { groups: ['dpo'], sub: 'dana' };
  t.equal((await gateway.fetch('/svc/x')).status, 200);
  const held = gateway.fetch('/svc/x', { method: 'DELETE' });
  const [waiting] = await searchOnce(gateway, 'state=open', 1);
  const id = waiting!.approval!;

  await check('/healthz', '/healthz', {});
  await check('/readyz', '/readyz', {});
  await check('/metrics', '/metrics', {});
  await check('/api/status', '/api/status', {});
  await check('/api/session', '/api/session', {});
  await check('/api/session', '/api/session', reader);
  await check('/api/session/logout', '/api/session/logout', { method: 'POST' });
  await check('/ledger/checkpoint', '/ledger/checkpoint', {});
  await check('/ledger/tile/none', '/ledger/tile/{*}', {});
  await check('/api/health', '/api/health', reader);
  await check('/api/health', '/api/health', dana);
  await check('/api/policies', '/api/policies', reader);
  const change = { revision: 'r2', reason: 'better' };
  await check('/api/policies/promote', '/api/policies/promote', { ...reader, body: change });
  await check('/api/policies/rollback', '/api/policies/rollback', { ...reader, body: change });
  for (const path of ['/api/activity', '/api/activity/timeline', '/api/sessions']) {
    await check(path, path, reader);
    await check(path, path, dana);
    await check(path, path, {});
    await check(`${path}?limit=0`, path, reader);
  }
  await check(`/api/activity/${waiting!.id}`, '/api/activity/{id}', reader);
  await check('/api/activity/none', '/api/activity/{id}', reader);
  const rules = '/api/activity/{id}/rules';
  await check('/api/activity/none/rules', rules, reader);
  await check(`/api/sessions/${waiting!.session}`, '/api/sessions/{id}', reader);
  await check('/api/activity/events', '/api/activity/events', dana);
  await check('/api/approvals/events', '/api/approvals/events', {});

  await check('/api/approvals', '/api/approvals', dana);
  await check(`/api/approvals/${id}`, '/api/approvals/{id}', dana);
  await check('/api/approvals/apr_none', '/api/approvals/{id}', dana);
  const verdict = { ...dana, body: { verdict: 'granted' } };
  await check(`/api/approvals/${id}/challenge`, '/api/approvals/{id}/challenge', verdict);
  const reason = { ...dana, body: { reason: 'agreed' } };
  await check(`/api/approvals/${id}/approve`, '/api/approvals/{id}/approve', reason);
  t.equal((await held).status, 200);
  await check(`/api/approvals/${id}/deny`, '/api/approvals/{id}/deny', reason);
  await check(`/api/approvals/${id}/revoke`, '/api/approvals/{id}/revoke', reason);
  await check('/api/breakglass/reviews', '/api/breakglass/reviews', dana);
  await check(`/api/breakglass/reviews/${id}`, '/api/breakglass/reviews/{id}', reason);
  const [done] = await searchOnce(gateway, 'state=done&action=approve', 1);
  await check(`/api/activity/${done!.id}`, '/api/activity/{id}', reader);
  await check(`/api/activity/${done!.id}/rules`, rules, reader);

  await check('/api/passkeys', '/api/passkeys', dana);
  await check('/api/passkeys/options', '/api/passkeys/options', { ...dana, method: 'POST' });
  const made = { ...dana, body: { name: 'key', response: {} } };
  await check('/api/passkeys', '/api/passkeys', made);
  await check('/api/passkeys/none', '/api/passkeys/{id}', { ...dana, method: 'DELETE' });
  const until = new Date(Date.now() + 60_000).toISOString();
  const delegation = {
    ...dana,
    body: { to: { issuer: gateway.issuer.config.issuer, subject: 'sam' }, until },
  };
  const delegated = (await check('/api/delegations', '/api/delegations', delegation)) as {
    id: string;
  };
  await check('/api/delegations', '/api/delegations', dana);
  const end = { ...dana, method: 'DELETE' };
  await check(`/api/delegations/${delegated.id}`, '/api/delegations/{id}', end);

  const hold = (await check('/api/holds', '/api/holds', { ...dana, body: { reason: 'case' } })) as {
    hold: string;
  };
  await check('/api/holds', '/api/holds', dana);
  await check('/api/holds', '/api/holds', reader);
  const release = { ...dana, body: { reason: 'over' } };
  await check(`/api/holds/${hold.hold}/release`, '/api/holds/{hold}/release', release);
  const nonce = Buffer.alloc(32, 1).toString('base64');
  const erasure = { type: 'person', value: 'ada', reference: 'case', nonce };
  await check('/api/erasures', '/api/erasures', { ...dana, body: erasure });
  await check('/api/erasures', '/api/erasures', { ...reader, body: erasure });

  const dead = '/api/notifications/dead-letters';
  await check(dead, dead, reader);
  await check(`${dead}/no/retry`, `${dead}/{id}/retry`, { ...reader, body: {} });
  await check('/slack/interactions', '/slack/interactions', { method: 'POST' });

  const known = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method} ${path}`),
  );
  t.strictSame(
    known.filter((name) => !tried.has(name)),
    [],
    'nothing was left out',
  );
});
