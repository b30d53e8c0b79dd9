import { join } from 'node:path';
import t from 'tap';
import { assessImpact } from '../../bundles/impact/impact.ts';
import { startTestGateway } from '../helpers/gateway.ts';
import { keksOf } from '../helpers/open-ledger.ts';
import { bundleFile, groupsOf, kindsOf } from './support.ts';

const POLICY = `decision := {"action": "allow", "reasons": ["read"]} if {
  input.request.method == "GET"
  input.request.query.q == ["a b"]
  input.request.segments == ["items", "ü"]
  input.identity.subject == "agent"
  input.time.unix_ms > 1700000000000
  input.gateway.id == "test"
} else := {"action": "deny", "reasons": ["no-rule"]}
`;

t.test('the ledger of a real gateway', async (t) => {
  const gateway = await startTestGateway({ policy: POLICY });
  t.teardown(() => gateway.stop());
  t.equal((await gateway.fetch('/svc/items/%c3%bc?q=a+b')).status, 200);
  t.equal((await gateway.fetch('/svc/items/2')).status, 403);
  await gateway.fetch('/svc/items/3', { method: 'POST', body: '{"a":1}', headers: JSON_TYPE });
  await fetch(`${gateway.url}/svc/none`);

  const dir = t.testdir();
  const against = join(gateway.stateDir, 'ledger');
  const keks = await keksOf(gateway.stateDir);
  const before = await bundleFile(dir, 'before', POLICY);
  t.test('its own policy reproduces it', async (t) => {
    const report = await assessImpact({ candidate: before, baseline: before, against, keks });
    t.match(report.records, { compared: 3, unchanged: 3, changed: 0, incomplete: 0, broken: 0 });
    t.equal(
      report.records.other,
      8,
      'keys, start, bundle, sessions, outcome, the refusal of a stranger',
    );
    t.equal(report.baseline?.reproduced, 3);
    t.equal(report.against.kind, 'ledger');
  });

  t.test('a candidate that allows all', async (t) => {
    const rules = 'decision := {"action": "allow", "reasons": ["all"]} if input.request';
    const candidate = await bundleFile(dir, 'open', rules);
    const report = await assessImpact({ candidate, against, keks });
    t.same(kindsOf(report), ['newly-allowed', 'reworded']);
    t.match(groupsOf(report, 'newly-allowed'), [
      { identity: { subject: 'agent' }, connection: 'test', records: 2 },
    ]);
    t.equal(report.records.incomplete, 0, 'it reads nothing that is not recorded');
  });

  t.test('a candidate that reads headers', async (t) => {
    const rules = `decision := {"action": "allow", "reasons": ["h"]} if input.request.headers.accept == "*/*"
else := {"action": "deny", "reasons": ["none"]}`;
    const candidate = await bundleFile(dir, 'headers', rules);
    const report = await assessImpact({ candidate, against, keks });
    t.match(report.records, { incomplete: 0, compared: 3 });
    t.match(groupsOf(report, 'newly-allowed'), [{ records: 2 }]);
  });

  t.test('a candidate that reads bodies', async (t) => {
    const rules = `decision := {"action": "allow", "reasons": ["b"]} if input.request.body.a == 1
else := {"action": "deny", "reasons": ["none"]}`;
    const candidate = await bundleFile(dir, 'bodies', rules);
    const report = await assessImpact({ candidate, against, keks });
    t.equal(report.records.incomplete, 0);
    t.match(groupsOf(report, 'newly-allowed'), [{ example: { method: 'POST' } }]);
  });

  t.test('a candidate that reads trace and expiry, which refusals have too', async (t) => {
    const rules = `decision := {"action": "deny", "reasons": ["all-there"]} if {
  input.trace.trace_id
  input.identity.expires_at
  input.gateway.version
} else := {"action": "deny", "reasons": ["missing"]}`;
    const candidate = await bundleFile(dir, 'facts', rules);
    const report = await assessImpact({ candidate, against, keks });
    const reasons = report.changes.flatMap(({ groups }) => groups.map((g) => g.reasons.after));
    t.same([...new Set(reasons.flat())], ['all-there']);
  });

  t.test('another policy as the baseline reproduces nothing', async (t) => {
    const rules = 'decision := {"action": "deny", "reasons": ["x"]} if input.request';
    const baseline = await bundleFile(dir, 'other', rules);
    const report = await assessImpact({ candidate: before, baseline, against, keks });
    t.match(report.baseline, { reproduced: 0, not_reproduced: { method: 'GET' } });
  });
});

const JSON_TYPE = { 'content-type': 'application/json' };

t.test('a ledger without its key is not compared, and it is said what is missing', async (t) => {
  const gateway = await startTestGateway({ policy: POLICY });
  t.teardown(() => gateway.stop());
  await gateway.fetch('/svc/items/2');
  const candidate = await bundleFile(t.testdir(), 'same', POLICY);
  const against = join(gateway.stateDir, 'ledger');
  await t.rejects(assessImpact({ candidate, against }), { message: /encrypted: name its key/ });
});
