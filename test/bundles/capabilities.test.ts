import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { loadPolicy as LoadPolicy } from '@open-policy-agent/opa-wasm';
import t from 'tap';
import { buildBundle } from '../../bundles/build.ts';
import { deriveCapabilities } from '../../bundles/derive-capabilities.ts';
import { findOpa } from '../../bundles/find-opa.ts';
import { CAPABILITIES_FILE } from '../../bundles/opa.ts';

const opa = await findOpa();
const { loadPolicy } = createRequire(import.meta.url)('@open-policy-agent/opa-wasm') as {
  loadPolicy: typeof LoadPolicy;
};

const committed = JSON.parse(readFileSync(CAPABILITIES_FILE, 'utf8')) as {
  builtins: { name: string }[];
  allow_net: string[];
};
const names = new Set(committed.builtins.map(({ name }) => name));

const skip = opa.version === '1.19.0' ? false : `made with opa 1.19.0, not ${opa.version}`;

void t.test('the committed file is what opa and its Wasm code say', { skip }, async (t) => {
  t.same(committed, await deriveCapabilities(opa));
});

void t.test('in are what Wasm runs itself, out are all others', (t) => {
  for (const name of ['regex.match', 'glob.match', 'json.unmarshal', 'net.cidr_contains', 'walk']) {
    t.ok(names.has(name), name);
  }
  for (const name of [
    'time.now_ns',
    'http.send',
    'io.jwt.decode',
    'opa.runtime',
    'rand.intn',
    'uuid.rfc4122',
  ]) {
    t.notOk(names.has(name), name);
  }
  for (const name of [
    'sprintf',
    'regex.split',
    'yaml.is_valid',
    'yaml.marshal',
    'yaml.unmarshal',
  ]) {
    t.notOk(names.has(name), `${name} of the SDK`);
  }
  t.same(committed.allow_net, []);
  t.end();
});

void t.test('what stands in for sprintf runs in Wasm', async (t) => {
  const policy = `package regent

decision := {
	"template": $"{input.identity.subject} of {count(input.identity.groups)}",
	"concat": concat("-", [input.identity.subject, format_int(255, 16)]),
}
`;
  const dir = t.testdir({
    p: { 'decision.rego': policy, 'decision_test.rego': 'package regent_test\n' },
  });
  const [policies, out] = [join(dir, 'p'), join(dir, 'bundle.tar.gz')];
  const { wasm } = await buildBundle({ policies, out, revision: 'r', opa });
  const loaded = await loadPolicy(new Uint8Array(wasm));
  const [answer] = loaded.evaluate({
    identity: { subject: 'é"', groups: ['a', 'b'] },
  }) as unknown[];
  t.same(answer, { result: { template: 'é" of 2', concat: 'é"-ff' } });
});
