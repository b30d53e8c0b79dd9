// A file's name that would begin a workflow command, or break a list of names in two.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { findOpa } from '../../bundles/find-opa.ts';
import { check } from '../../bundles/policy/check.ts';
import { FORMATS, writeReport } from '../../bundles/policy/report.ts';
import type { Format } from '../../bundles/policy/report.ts';
import { readXml } from '../policy/read-xml.ts';
import { starterPolicies } from '../policy/support.ts';

const opa = await findOpa();

/** The lines that GitHub's runner obeys. */
const commandsIn = (text: string): string[] =>
  text.split(/\r\n|\r|\n/).filter((line) => /^\s*::/.test(line) || line.includes('##['));

for (const name of ['a\n::error file=x::owned.rego', 'a\r::set-output.rego', 'a\u001b[2K.rego']) {
  void t.test(`refused: ${JSON.stringify(name)}`, async (t) => {
    const dir = join(starterPolicies(t), 'policies');
    writeFileSync(join(dir, name), 'package a\nx:=1\n');
    const report = await check(opa, dir);
    t.match(report.findings, [{ code: 'file-refused', message: /control character/ }]);
    for (const format of Object.keys(FORMATS) as Format[]) {
      const text = writeReport(report, format);
      t.equal(commandsIn(text).length, format === 'github' ? 1 : 0, format);
      t.notOk(text.includes('\u001b'), format);
    }
  });
}

void t.test(
  'allowed, and named as they are: spaces, percent signs, colons, commas, dashes',
  async (t) => {
    const dir = join(starterPolicies(t), 'policies');
    const names = [
      'a b.rego',
      '%0A::error::owned.rego',
      '::error::c,d.rego',
      '##[error]e.rego',
      '-w.rego',
    ];
    mkdirSync(join(dir, '::warning::f'));
    for (const name of [...names, '::warning::f/g.rego']) {
      writeFileSync(join(dir, name), 'package odd\n\nx:={"path": "$[", "with": "null"}\n');
    }
    const report = await check(opa, dir, { diff: true });
    const files = new Set(report.findings.map(({ file }) => file));
    for (const name of names) t.ok(files.has(join(dir, name)), name);
    const github = writeReport(report, 'github').trimEnd().split('\n');
    t.equal(commandsIn(github.join('\n')).length, report.findings.length);
    t.ok(github.slice(0, -1).every((line) => /^::(error|notice) file=[^:]*::/.test(line)));
    t.ok(github.some((line) => line.includes('%250A%3A%3Aerror%3A%3Aowned.rego,line=')));
    for (const format of ['pretty', 'json', 'junit', 'sarif'] as const) {
      t.same(commandsIn(writeReport(report, format)), [], format);
    }
    readXml(writeReport(report, 'junit'));
    t.match(writeReport(report, 'sarif'), /"uri": "[^":]*%250A%3A%3Aerror%3A%3Aowned\.rego"/);
  },
);
