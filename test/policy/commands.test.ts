// The commands as processes: what they print, write and end with.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { loadBundleFile } from '../../bundles/read.ts';
import { sampleInput } from '../helpers/input.ts';
import { readXml } from './read-xml.ts';
import { regentPolicy, rule, starterPolicies } from './support.ts';

void t.test('0 where all is good, and the reports are written', async (t) => {
  const dir = starterPolicies(t);
  t.match(await regentPolicy(['check'], dir), { code: 0, stdout: /: good\n$/, stderr: '' });
  const args = ['test', 'policies', '--format', 'json', '--output', 'o.json', '--junit', 'j.xml'];
  t.match(await regentPolicy([...args, '--sarif', 's.json'], dir), { code: 0, stdout: '' });
  const read = (name: string): string => readFileSync(join(dir, name), 'utf8');
  t.match(JSON.parse(read('o.json')), { coverage: 100, findings: [] });
  t.equal(readXml(read('j.xml')).attributes['failures'], '0');
  t.match(JSON.parse(read('s.json')), { version: '2.1.0' });
});

void t.test('1 where something is found', async (t) => {
  const dir = starterPolicies(t);
  appendFileSync(join(dir, 'policies/lib/masks.rego'), '\nx:=1 if input.request.method == "X"\n');
  const checked = await regentPolicy(['check', '--diff'], dir);
  t.match(checked, { code: 1, stdout: /^policies\/lib\/masks\.rego:1: .*not-formatted/ });
  t.match(checked.stdout, /^ {4}- x:=1 if .*\n {4}\+ x := 1 if .*$/m);
  t.match(await regentPolicy(['test'], dir), { code: 1, stdout: /not-covered/ });
  t.match(await regentPolicy(['test', '--threshold', '90'], dir), { code: 0 });
  t.match(await regentPolicy(['fmt', '--check'], dir), { code: 1, stdout: /masks\.rego:1/ });
  t.match(await regentPolicy(['fmt'], dir), { code: 0, stdout: 'formatted "lib/masks.rego"\n' });
  t.match(await regentPolicy(['fmt', '--check'], dir), { code: 0 });
});

void t.test('2 where it could not be run', async (t) => {
  const dir = starterPolicies(t);
  t.match(await regentPolicy(['check', 'nowhere'], dir), {
    code: 2,
    stderr: 'nowhere: is not a directory\n',
  });
  t.match(await regentPolicy(['test', '--threshold', '101'], dir), { code: 2 });
  t.match(await regentPolicy(['test', '--format', 'yaml'], dir), { code: 2 });
  t.match(await regentPolicy(['tset'], dir), { code: 2 });
  t.match(await regentPolicy(['check', '--junit', 'none/j.xml'], dir), {
    code: 2,
    stderr: /ENOENT/,
  });
  t.match(await regentPolicy(['eval', '--input', 'none.json'], dir), { code: 2, stderr: /ENOENT/ });
  t.match(await regentPolicy(['eval', '--input', '-'], dir, '{"a":'), {
    code: 2,
    stderr: /invalid-json/,
  });
});

void t.test('eval tells the decision and the rules that made it', async (t) => {
  const dir = starterPolicies(t);
  const input = JSON.stringify(sampleInput());
  const told = await regentPolicy(['eval', '--input', '-'], dir, input);
  t.equal(told.code, 0);
  t.match(told.stdout, /^mask, because support-reads-customer\n/);
  t.match(told.stdout, /Rules that spoke:\n {2}support_reads_customer\n {4}\{/);
  t.match(
    told.stdout,
    /said nothing: analytics_reads_aggregates, export_needs_approval, no_deletes/,
  );
  writeFileSync(join(dir, 'input.json'), input);
  const json = await regentPolicy(['eval', 'policies', '--input', 'input.json', '--json'], dir);
  t.match(JSON.parse(json.stdout), {
    decision: { action: 'mask' },
    differs: [],
    rules: { no_deletes: [], support_reads_customer: [{ action: 'mask' }] },
  });
});

void t.test('eval tells of a decision that cannot be used', async (t) => {
  const odd =
    'package regent.rules.x\n\ndecisions contains {"action": "allow", "reasons": ["A B"]}\n';
  const dir = starterPolicies(t, rule('x', odd));
  const told = await regentPolicy(['eval', '--input', '-'], dir, '{}');
  t.match(told, { code: 1, stdout: /^deny, because policy-invalid\n {2}no usable decision: / });
  t.match(told.stdout, /Rules that spoke:\n {2}x\n/);
});

void t.test('build writes a bundle, or nothing', async (t) => {
  const dir = starterPolicies(t);
  t.match(await regentPolicy(['build', '--out', 'b.tar.gz', '--revision', 'r7'], dir), {
    code: 0,
    stdout: /^b\.tar\.gz: revision r7, sha256:[0-9a-f]{64}\n$/,
  });
  t.equal((await loadBundleFile(join(dir, 'b.tar.gz'))).revision, 'r7');
  appendFileSync(join(dir, 'policies/decision.rego'), '\nx := y\n');
  t.match(await regentPolicy(['build', '--out', 'c.tar.gz'], dir), {
    code: 1,
    stderr: /var y is unsafe/,
  });
  t.notOk(existsSync(join(dir, 'c.tar.gz')));
});
