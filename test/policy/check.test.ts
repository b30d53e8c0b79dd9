import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { findOpa } from '../../bundles/find-opa.ts';
import { check } from '../../bundles/policy/check.ts';
import type { Finding } from '../../bundles/policy/findings.ts';
import { isGood } from '../../bundles/policy/findings.ts';
import { EXAMPLE, rule, starterPolicies } from './support.ts';

const opa = await findOpa();

/** The findings as `file:line code`, and themselves. */
async function findingsOf(dir: string): Promise<{ lines: string[]; findings: Finding[] }> {
  const { findings } = await check(opa, join(dir, 'policies'), { diff: true });
  const lines = findings.map(({ file, line, code }) =>
    file === undefined ? code : `${file.slice(join(dir, 'policies').length + 1)}:${line} ${code}`,
  );
  return { lines, findings };
}

void t.test('the starter policies are good, and all four checks are run', async (t) => {
  const report = await check(opa, join(starterPolicies(t), 'policies'));
  t.same(report.findings, []);
  t.ok(isGood(report));
  t.same(report.cases.map(({ name }) => name).toSorted(), [
    'decisions',
    'masks',
    'opa check',
    'opa fmt',
  ]);
});

void t.test('what is not formatted is named, with the change', async (t) => {
  const dir = starterPolicies(t, rule('x', 'package regent.rules.x\n\ny:=1\n'));
  const { lines, findings } = await findingsOf(dir);
  t.same(lines, ['rules/x/x.rego:1 not-formatted']);
  t.same(findings[0]?.details, ['@@ line 3', '- y:=1', '+ y := 1']);
});

void t.test('a built-in that would throw is told with file, line and remedy', async (t) => {
  const calls = ['time.now_ns() > 0', 'sprintf("%d", [1])', 'http.send({}).x', 'made.up(1)'];
  const dir = starterPolicies(
    t,
    rule('x', `package regent.rules.x\n\ny if {\n\t${calls.join('\n\t')}\n}\n`),
  );
  const { findings } = await findingsOf(dir);
  t.match(findings, [
    { code: 'builtin-unavailable', line: 4, message: /time\.now_ns/, details: [/input\.time/] },
    { code: 'builtin-unavailable', line: 5, message: /sprintf/, details: [/template string/] },
    { code: 'builtin-unavailable', line: 6, message: /http\.send/, details: [/push data/] },
    { code: 'builtin-unavailable', line: 7, message: /made\.up/, details: [/import it/] },
  ]);
});

void t.test('input is held against its schema', async (t) => {
  const dir = starterPolicies(t, rule('x', 'package regent.rules.x\n\ny if input.identty.a\n'));
  const { lines, findings } = await findingsOf(dir);
  t.same(lines, ['rules/x/x.rego:3 not-valid']);
  t.match(findings[0]?.message, 'undefined ref: input.identty.a');
});

void t.test('what does not parse is told once', async (t) => {
  const dir = starterPolicies(t, rule('x', 'package regent.rules.x\n\ny := \n'));
  const { lines } = await findingsOf(dir);
  t.ok(lines.length > 0 && lines.every((line) => /^rules\/x\/x\.rego:\d+ not-valid$/.test(line)));
});

void t.test('an example without a usable decision is told', async (t) => {
  const odd =
    'package regent.rules.x\n\ndecisions contains {"action": "allow", "reasons": ["A B"]}\n';
  const dir = starterPolicies(t, rule('x', odd, EXAMPLE));
  const { lines, findings } = await findingsOf(dir);
  t.ok(lines.includes('rules/x/a.example.json:1 no-decision'));
  t.match(findings.at(-1)?.details, [/reasons\/0 must match pattern/]);
});

void t.test('policies without the entrypoint are not built', async (t) => {
  const dir = starterPolicies(t);
  const file = join(dir, 'policies/decision.rego');
  writeFileSync(
    file,
    readFileSync(file, 'utf8')
      .replace('# entrypoint: true\n', '')
      .replaceAll(/^(default )?decision :=/gm, '$1answer :='),
  );
  const { findings } = await findingsOf(dir);
  t.match(findings.find(({ code }) => code === 'not-built')?.message, /data\.regent\.decision/);
});

void t.test(
  'what the listing refuses is a finding, a missing directory a SetupError',
  async (t) => {
    const dir = starterPolicies(t, { 'extra.yaml': '' });
    const { findings } = await findingsOf(dir);
    t.match(findings, [{ code: 'file-refused', message: /extra\.yaml: is neither/ }]);
    rmSync(join(dir, 'policies'), { recursive: true });
    await t.rejects(check(opa, join(dir, 'policies')), { name: 'SetupError' });
  },
);
