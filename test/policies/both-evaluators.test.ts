// Each decision of the starter policies, by OPA itself and by the Wasm that the gateway runs.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { loadPolicy as LoadPolicy } from '@open-policy-agent/opa-wasm';
import { Ajv } from 'ajv';
import t from 'tap';
import { buildBundle } from '../../bundles/build.ts';
import { findOpa } from '../../bundles/find-opa.ts';
import type { Decision } from '../../gateway/types.ts';
import { CASES } from './cases.ts';

const { loadPolicy } = createRequire(import.meta.url)('@open-policy-agent/opa-wasm') as {
  loadPolicy: typeof LoadPolicy;
};
const root = join(import.meta.dirname, '../..');
const schema = JSON.parse(readFileSync(join(root, 'schemas/decision.json'), 'utf8')) as object;
const isDecision = new Ajv({ strict: false }).compile(schema);

const dir = t.testdir();
const policies = join(root, 'policies');
const opa = await findOpa();
const out = join(dir, 'bundle.tar.gz');
const { wasm } = await buildBundle({ policies, out, revision: 'test', opa });
const policy = await loadPolicy(new Uint8Array(wasm));

/** OPA's own answers, in the cases' order: from the sources, or from the bundle. */
function evaluateByOpa(source: string): Decision[] {
  const file = join(dir, 'cases.json');
  writeFileSync(file, JSON.stringify({ cases: CASES.map(({ input }) => input) }));
  const query = '[d | some i in input.cases; d := data.regent.decision with input as i]';
  const args = ['eval', '-f', 'json', '-b', source, '-i', file, query];
  const answer = JSON.parse(execFileSync(opa.path, args, { encoding: 'utf8' })) as {
    result: [{ expressions: [{ value: Decision[] }] }];
  };
  return answer.result[0].expressions[0].value;
}

void t.test('every case, by Wasm and by OPA alike', (t) => {
  const byOpa = evaluateByOpa(policies);
  t.equal(byOpa.length, CASES.length);
  for (const [i, { name, input, action, reasons }] of CASES.entries()) {
    const [answer] = policy.evaluate(input) as [{ result: Decision }];
    const decision = answer.result;
    t.match(decision, { action, reasons }, name);
    t.ok(isDecision(decision), `${name}: ${JSON.stringify(isDecision.errors)}`);
    t.same(decision, byOpa[i], `${name}: OPA decides the same`);
  }
  t.end();
});
