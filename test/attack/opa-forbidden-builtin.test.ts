// A policy that asks the clock or the network compiles with stock `opa` and throws at run time.
import { join } from 'node:path';
import t from 'tap';
import { buildBundle } from '../../bundles/build.ts';
import { findOpa } from '../../bundles/find-opa.ts';
import { checkPolicies } from '../../bundles/opa.ts';
import { faultsOf, POLICIES } from '../bundles/support.ts';

const opa = await findOpa();
const CALLS = {
  'time.now_ns': 'time.now_ns() > 0',
  'http.send': 'http.send({"method": "GET", "url": "http://127.0.0.1"}).status_code == 200',
  'opa.runtime': 'opa.runtime().env.HOME',
  sprintf: 'sprintf("%999999999d", [1]) == ""',
  'regex.split': 'regex.split("(a+)+$", "a") == []',
  'yaml.unmarshal': 'yaml.unmarshal("a: 1").a == 1',
};

for (const [name, call] of Object.entries(CALLS)) {
  void t.test(`${name} is refused with file and line`, async (t) => {
    const lib = { 'a.rego': `package regent.lib\n\n# comment\nx if ${call}\n` };
    const dir = t.testdir({ policies: { ...POLICIES, lib } });
    const policies = join(dir, 'policies');
    const fault = `${join(policies, 'lib/a.rego')}:4: undefined function ${name}`;
    t.same(await faultsOf(checkPolicies(opa, policies)), [fault]);
    const out = join(dir, 'bundle.tar.gz');
    t.same(await faultsOf(buildBundle({ policies, out, revision: 'r', opa })), [fault]);
  });
}
