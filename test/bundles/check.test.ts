import { join } from 'node:path';
import t from 'tap';
import { findOpa } from '../../bundles/find-opa.ts';
import { checkPolicies, formatCheck } from '../../bundles/opa.ts';
import { faultsOf, POLICIES } from './support.ts';

const opa = await findOpa();

void t.test('good policies pass', async (t) => {
  await checkPolicies(opa, t.testdir(POLICIES));
  await formatCheck(opa, t.testdirName);
});

void t.test('input is held against its schema without any annotation', async (t) => {
  const dir = t.testdir({
    lib: { 'a.rego': 'package a\n\nx if input.identty.subject\n\ny if input.request.body.any\n' },
  });
  const faults = await faultsOf(checkPolicies(opa, dir));
  t.same(faults, [`${join(dir, 'lib/a.rego')}:3: undefined ref: input.identty.subject`]);
});

void t.test('every fault is named by file and line', async (t) => {
  const dir = t.testdir({ 'a.rego': 'package a\n\nx := y\n\nz := w\n' });
  t.match(await faultsOf(checkPolicies(opa, dir)), [
    /\/a\.rego:3: var y is unsafe/,
    /\/a\.rego:5: var w is unsafe/,
  ]);
});

void t.test('strict: an import that is not used is a fault', async (t) => {
  const dir = t.testdir({ 'a.rego': 'package a\n\nimport data.b\n' });
  t.match(await faultsOf(checkPolicies(opa, dir)), [/\/a\.rego:3: import data\.b unused/]);
});

void t.test('data that is not JSON is a fault', async (t) => {
  t.match(await faultsOf(checkPolicies(opa, t.testdir({ 'data.json': '{"a"' }))), [/data\.json/]);
});

void t.test('files that are not formatted are named', async (t) => {
  const dir = t.testdir({ 'a.rego': 'package a\nx:=1\n', 'b.rego': 'package b\n' });
  t.same(await faultsOf(formatCheck(opa, dir)), [
    `${join(dir, 'a.rego')}: run \`opa fmt --write\` on it`,
  ]);
});
