import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { buildBundle } from '../../bundles/build.ts';
import { findOpa } from '../../bundles/find-opa.ts';
import { readArchive } from '../../bundles/read-archive.ts';
import { loadBundleFile } from '../../bundles/read.ts';
import { faultsOf, POLICIES, POLICY, POLICY_TEST } from './support.ts';

const opa = await findOpa();
const stockOpa = (...args: string[]) =>
  JSON.parse(execFileSync(opa.path, args, { encoding: 'utf8' })) as unknown;

void t.test('the bundle is as OPA makes them, without tests, and stock opa loads it', async (t) => {
  const dir = t.testdir({ policies: POLICIES, 'input.json': '{"identity": {"subject": "a"}}' });
  const out = join(dir, 'new/folder/bundle.tar.gz');
  const bundle = await buildBundle({ policies: join(dir, 'policies'), out, revision: 'abc', opa });
  t.same(await loadBundleFile(out), bundle);
  t.same(readdirSync(join(dir, 'new/folder')), ['bundle.tar.gz'], 'nothing temporary is left');
  const names = [...(await readArchive(readFileSync(out))).keys()];
  for (const name of ['.manifest', 'data.json', 'policy.wasm']) t.ok(names.includes(name), name);
  t.notOk(names.some((name) => name.includes('_test')));
  t.match(stockOpa('inspect', '--format=json', out), { manifest: { revision: 'abc' } });
  const args = [
    'eval',
    '-b',
    out,
    '-i',
    join(dir, 'input.json'),
    '-f',
    'json',
    'data.regent.decision',
  ];
  t.match(stockOpa(...args), { result: [{ expressions: [{ value: { action: 'allow' } }] }] });
});

void t.test('the same policies give the same bytes, wherever and whenever', async (t) => {
  const dir = t.testdir({ one: POLICIES, elsewhere: {} });
  const other = join(dir, 'elsewhere/two');
  mkdirSync(other);
  for (const [name, text] of Object.entries(POLICIES).toReversed()) {
    writeFileSync(join(other, name), text);
    utimesSync(join(other, name), 1, 1);
  }
  const [one, two] = [join(dir, '1.tar.gz'), join(dir, '2.tar.gz')];
  await buildBundle({ policies: join(dir, 'one'), out: one, revision: 'r', opa });
  await buildBundle({ policies: other, out: two, revision: 'r', opa });
  t.ok(readFileSync(one).equals(readFileSync(two)));
});

void t.test('data goes beside the Wasm, not into it, with every digit', async (t) => {
  const policy = POLICY.replace('== "a"', 'in data.crm.allowed');
  const build = async (allowed: string) => {
    const policies = {
      'decision.rego': policy,
      'decision_test.rego': POLICY_TEST,
      crm: { 'data.json': `{"allowed": ${allowed}}` },
    };
    const dir = t.testdir({ policies });
    const out = join(dir, 'bundle.tar.gz');
    return await buildBundle({ policies: join(dir, 'policies'), out, revision: 'r', opa });
  };
  const one = await build('["a", 12345678901234567890]');
  const two = await build('[]');
  t.equal(JSON.stringify(one.data), '{"crm":{"allowed":["a",12345678901234567890]}}');
  t.ok(one.wasm.equals(two.wasm));
  t.not(one.digest, two.digest);
});

void t.test('a fault leaves the bundle that was there', async (t) => {
  const dir = t.testdir({
    'bundle.tar.gz': 'old',
    policies: { ...POLICIES, 'a.rego': 'package a\n\nx := y\n' },
  });
  const out = join(dir, 'bundle.tar.gz');
  const work = buildBundle({ policies: join(dir, 'policies'), out, revision: 'r', opa });
  t.match(await faultsOf(work), [/a\.rego:3/]);
  t.equal(readFileSync(out, 'utf8'), 'old');
});

void t.test('policies without the entrypoint are refused', async (t) => {
  const policies = {
    'a.rego': 'package regent\n\nother := 1\n',
    'a_test.rego': 'package regent_test\n',
  };
  const dir = t.testdir({ policies });
  const out = join(dir, 'bundle.tar.gz');
  const work = buildBundle({ policies: join(dir, 'policies'), out, revision: 'r', opa });
  t.match(await faultsOf(work), [/regent[./]decision/]);
  t.notOk(existsSync(out));
});
