// A pull request of thousands of files, each with masks: the checks stay a handful of processes.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { findOpa } from '../../bundles/find-opa.ts';
import { checkMasks } from '../../bundles/policy/check-masks.ts';
import { check } from '../../bundles/policy/check.ts';
import { starterPolicies } from '../policy/support.ts';

const FILES = 3000;
const opa = await findOpa();

void t.test(`${FILES} policies, one of which has a bad mask`, async (t) => {
  const dir = join(starterPolicies(t), 'policies');
  mkdirSync(join(dir, 'many'));
  for (let i = 0; i < FILES; i += 1) {
    const path = i === 1234 ? '$[' : '$..a';
    const text = `package many.p${i}\n\nimport data.regent.lib\n\nx := lib.redact("${path}")\n`;
    writeFileSync(join(dir, `many/p${i}.rego`), text);
  }
  const { findings } = await check(opa, dir);
  t.match(findings, [{ code: 'mask-path-invalid', file: join(dir, 'many/p1234.rego'), line: 5 }]);
  t.equal(findings.length, 1);
});

void t.test(`${FILES} policies, all of which have a bad mask`, async (t) => {
  const dir = t.testdir();
  const names = Array.from({ length: FILES }, (_, i) => `p${i}.rego`);
  for (const name of names) {
    writeFileSync(join(dir, name), 'package p\n\nx := {"path": "$[", "with": "null"}\n');
  }
  const findings = await checkMasks(opa, dir, names);
  t.equal(findings.length, FILES, 'each is told');
  t.equal(findings.filter(({ line }) => line === 3).length, 100, 'some by their lines');
});
