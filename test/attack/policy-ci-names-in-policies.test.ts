// A rule, a test and an example named so that what is printed of them would command the CI.
import { join } from 'node:path';
import t from 'tap';
import { findOpa } from '../../bundles/find-opa.ts';
import { describeExplanation, explain } from '../../bundles/policy/explain.ts';
import { writeReport } from '../../bundles/policy/report.ts';
import { test } from '../../bundles/policy/test.ts';
import { sampleInput } from '../helpers/input.ts';
import { readXml } from '../policy/read-xml.ts';
import { EXAMPLE, starterPolicies } from '../policy/support.ts';

const opa = await findOpa();
const INJECTION = '\n::error file=x::owned ##[error]\u001b[2K%0A::error::';
const quoted = JSON.stringify(INJECTION);
const x = {
  'x.rego': `package regent.rules[${quoted}]\n\ndecisions contains {"action": "deny", "reasons": ["x"], "message": ${quoted}} if input.request.method == "X"\n`,
  'x_test.rego': `package regent_test[${quoted}]\n\ntest_x[name] if {\n\tsome name in [${quoted}]\n\tname == ""\n}\n`,
  'a.example.json': JSON.stringify([
    {
      ...EXAMPLE,
      name: INJECTION,
      decision: { action: 'deny', reasons: ['other'], message: INJECTION },
    },
    { ...EXAMPLE, [INJECTION]: 1 },
  ]),
};

const commandsIn = (text: string): string[] =>
  text.split(/\r\n|\r|\n/).filter((line) => /^\s*::/.test(line) || line.includes('##['));

void t.test('no format of a report obeys them', async (t) => {
  const dir = join(starterPolicies(t, { rules: { x } }), 'policies');
  const report = await test(opa, dir, { threshold: 0 });
  for (const code of ['test-failed', 'example-unexpected', 'example-invalid']) {
    t.ok(
      report.findings.some((finding) => finding.code === code),
      code,
    );
  }
  t.ok(JSON.stringify(report).includes('owned'));
  for (const format of ['pretty', 'json', 'junit', 'sarif'] as const) {
    t.same(commandsIn(writeReport(report, format)), [], format);
    t.notOk(writeReport(report, format).includes('\u001b'), format);
  }
  const commands = commandsIn(writeReport(report, 'github'));
  t.equal(commands.length, report.findings.length);
  t.ok(
    commands.every(
      (line) =>
        /^::(error|notice) [^:]*::/.test(line) && !line.includes('\u001b') && !line.includes('##['),
    ),
  );
  t.ok(
    commands.some((line) => line.includes('%250A')),
    'a percent sign stays one',
  );
  readXml(writeReport(report, 'junit'));
});

void t.test('neither does the explanation of a decision', async (t) => {
  const dir = join(starterPolicies(t, { rules: { x } }), 'policies');
  const input = JSON.stringify(sampleInput({ request: { method: 'X', path: '/' } }));
  const told = describeExplanation(await explain(opa, dir, input));
  t.match(told, /^deny, because x\n/);
  t.match(told, 'owned');
  t.same(commandsIn(told), []);
  t.notOk(told.includes('\u001b'));
});
