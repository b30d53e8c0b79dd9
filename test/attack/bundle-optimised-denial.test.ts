// `opa build -O1` takes data that it is not given for undefined, and takes out a denial that rests on it.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { loadPolicy as LoadPolicy } from '@open-policy-agent/opa-wasm';
import t from 'tap';
import { buildBundle } from '../../bundles/build.ts';
import { findOpa } from '../../bundles/find-opa.ts';
import { POLICY_TEST } from '../bundles/support.ts';

const { loadPolicy } = createRequire(import.meta.url)('@open-policy-agent/opa-wasm') as {
  loadPolicy: typeof LoadPolicy;
};

void t.test('a denial by data stays, also for data that comes later', async (t) => {
  const policy = `package regent

default decision := {"action": "allow", "reasons": ["may"]}

decision := {"action": "deny", "reasons": ["blocked"]} if input.identity.subject in data.crm.blocked
`;
  const crm = { 'data.json': '{"blocked": ["b"]}' };
  const dir = t.testdir({
    policies: { 'decision.rego': policy, 'decision_test.rego': POLICY_TEST, crm },
  });
  const [policies, out] = [join(dir, 'policies'), join(dir, 'bundle.tar.gz')];
  const bundle = await buildBundle({ policies, out, revision: 'r', opa: await findOpa() });
  const loaded = await loadPolicy(new Uint8Array(bundle.wasm));
  const action = (subject: string) => loaded.evaluate({ identity: { subject } }) as unknown;
  loaded.setData(bundle.data);
  t.match(action('b'), [{ result: { action: 'deny' } }]);
  t.match(action('c'), [{ result: { action: 'allow' } }]);
  loaded.setData({ crm: { blocked: ['c'] } });
  t.match(action('c'), [{ result: { action: 'deny' } }]);
});
