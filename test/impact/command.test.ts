import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import type { Report } from '../../bundles/impact/types.ts';
import { bundleFile, decideFor, inputFor, opaEntry, runCommand, writeLog } from './support.ts';

const MASK = { path: '$.email', with: 'redact' };
const DECISIONS: [segment: string, before: object, after: object][] = [
  ['allowed', { action: 'deny', reasons: ['r'] }, { action: 'allow', reasons: ['r'] }],
  [
    'unmasked',
    { action: 'mask', reasons: ['r'], masks: [MASK] },
    { action: 'allow', reasons: ['r'] },
  ],
  [
    'approved',
    { action: 'approve', reasons: ['r'], approval: { groups: ['dpo'] } },
    { action: 'allow', reasons: ['r'] },
  ],
  ['denied', { action: 'allow', reasons: ['r'] }, { action: 'deny', reasons: ['r'] }],
  ['same', { action: 'allow', reasons: ['r'] }, { action: 'allow', reasons: ['r'] }],
];

t.test('the command', async (t) => {
  const dir = t.testdir();
  const rules = DECISIONS.map(([segment, , after]) => decideFor(segment, after)).join('\n');
  const candidate = ['--candidate', await bundleFile(dir, 'new', rules)];
  const logOf = (...names: string[]): Promise<string> => {
    const chosen = DECISIONS.filter(([segment]) => names.includes(segment));
    return writeLog(
      dir,
      chosen.map(([segment, before]) => opaEntry(inputFor(segment), before)),
    );
  };
  const run = async (names: string[], ...args: string[]) =>
    await runCommand([...candidate, '--against', await logOf(...names), ...args]);

  t.test('0 where no threshold is set or none is met', async (t) => {
    const all = ['allowed', 'unmasked', 'approved', 'denied', 'same'];
    // A directory of policies, as in a pull request.
    const policies = ['--candidate', join(dir, 'new/policies')];
    const { code, stdout, stderr } = await run(all, ...policies);
    t.equal(code, 0);
    t.equal(stderr, '', 'no progress bar where there is no terminal');
    t.match(stdout, /5 recorded decisions compared.*\s4\schange,\s1\sdo\snot/s);
    t.ok(
      stdout.split('\n').every((line) => line.length <= 100),
      'fits 100 columns',
    );
    t.equal((await run(['same'], '--fail-on', 'changed')).code, 0);
    t.equal((await run(['denied'], '--fail-on', 'loosened')).code, 0);
    t.equal((await run(['allowed'], '--max-newly-allowed', '1', '--max-unmasked', '0')).code, 0);
  });

  t.test('1 where a threshold is met, with a sentence', async (t) => {
    for (const [names, ...args] of [
      [['denied'], '--fail-on', 'changed'],
      [['allowed'], '--fail-on', 'loosened'],
      [['unmasked'], '--fail-on', 'loosened'],
      [['allowed'], '--max-newly-allowed', '0'],
      [['unmasked'], '--max-unmasked', '0'],
      [['approved'], '--max-approvals-lost', '0'],
    ] as [string[], ...string[]][]) {
      const { code, stderr } = await run(names, ...args);
      t.equal(code, 1, args.join(' '));
      t.ok(stderr.startsWith(args.join(' ')), stderr);
    }
  });

  t.test('2 where it could not run', async (t) => {
    const nothing = await run(['same'], '--since', '1d');
    t.equal(nothing.code, 2);
    t.match(nothing.stderr, /nothing was compared/);
    t.equal((await runCommand([])).code, 2, 'no candidate');
    t.equal((await run(['same'], '--since', 'yesterday')).code, 2);
    t.equal((await run(['same'], '--fail-on', 'bad')).code, 2);
    t.equal((await run(['same'], '--output', join(dir, 'no/such'))).code, 2);
    const noPolicy = await runCommand(['--candidate', dir, '--against', await logOf('same')]);
    t.equal(noPolicy.code, 2);
    t.match(await runCommand(candidate, dir), { code: 2, stderr: /\.regent\/ledger/ }, 'default');
    t.equal((await runCommand(['--help'])).code, 0);
  });

  t.test('--output writes the report to the file', async (t) => {
    const out = join(dir, 'report.json');
    const { code, stdout } = await run(['allowed'], '--format', 'json', '--output', out);
    t.match({ code, stdout }, { code: 0, stdout: '' });
    const report = JSON.parse(await readFile(out, 'utf8')) as Report;
    t.match(report, { v: 1, changes: [{ kind: 'newly-allowed', effect: 'loosens', records: 1 }] });
  });
});
