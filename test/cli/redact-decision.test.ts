import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { readDecisionFile } from '../../cli/redact-decision.ts';
import { REGENT, runRedact } from './run-redact.ts';

const DECISION = {
  action: 'mask',
  reasons: ['r'],
  masks: [{ path: '$.a', with: 'redact', text: 'x' }],
};
const INPUT = '{"a":1,"b":2}';
const MASKED = '{"a":"x","b":2}';

t.test('the rules of a decision', async (t) => {
  const file = join(t.testdir(), 'decision.json');
  const put = async (decision: unknown) => {
    await writeFile(file, typeof decision === 'string' ? decision : JSON.stringify(decision));
  };
  const run = async (decision: unknown, ...args: string[]) => {
    await put(decision);
    return await runRedact(['--decision', file, ...args], INPUT);
  };

  t.test('bare, and as opa eval prints it', async (t) => {
    t.same(await run(DECISION), { code: 0, stdout: MASKED, stderr: '' });
    const evaluated = { result: [{ expressions: [{ value: DECISION, text: 'data.x' }] }] };
    t.same(await run(evaluated), { code: 0, stdout: MASKED, stderr: '' });
    const approve = { ...DECISION, action: 'approve', approval: { groups: ['dpo'] } };
    t.match(await run(approve), { code: 0, stdout: MASKED });
    const headers = [{ name: 'x-user', with: 'remove', must_match: true }];
    const noted = await run({ ...DECISION, headers });
    t.match(noted, { code: 0, stdout: MASKED, stderr: /^note: .*headers/ });
  });

  t.test('detectors', async (t) => {
    const detect = [{ type: 'email', with: 'redact' }];
    const text = ['--type', 'text/plain'];
    await writeFile(file, JSON.stringify({ action: 'mask', reasons: [], detect }));
    const run = await runRedact(['--decision', file, ...text], 'mail a@example.org');
    t.match(run, { code: 0, stdout: 'mail [redacted]' });
  });

  t.test('from a pipe of the shell', async (t) => {
    const script = `'${process.execPath}' '${REGENT}' redact --decision <(echo '${JSON.stringify(DECISION)}')`;
    t.equal(execFileSync('bash', ['-c', script], { input: INPUT }).toString(), MASKED);
  });

  t.test('anything else masks nothing and shows nothing', async (t) => {
    const { masks } = DECISION;
    const again = `{"action":"mask","reasons":[],"masks":${JSON.stringify(masks)},"masks":[{"path":"$.z","with":"null"}]}`;
    const cases: [RegExp, unknown][] = [
      [/duplicate-key/, again],
      [/masks nothing of a body/, { action: 'allow', reasons: [] }],
      [/masks nothing of a body/, { action: 'deny', reasons: [] }],
      [
        /masks nothing of a body/,
        { action: 'mask', reasons: [], headers: [{ name: 'a', with: 'remove' }] },
      ],
      [/not a decision/, {}],
      [/one decision/, { result: [{ expressions: [] }, { expressions: [] }] }],
      [/one decision/, { result: [{ expressions: [] }] }],
      [/not a decision/, { result: [{ expressions: [null] }] }],
      [/unknown key "mask"/, { ...DECISION, mask: [] }],
      [/\$\.a\[/, { ...DECISION, masks: [{ path: '$.a[', with: 'redact' }] }],
      [/invalid-json/, 'x'],
      [/256/, { ...DECISION, masks: Array.from({ length: 257 }, () => masks[0]) }],
      [/larger than/, `${JSON.stringify(DECISION)}${' '.repeat(2 ** 20)}`],
    ];
    for (const [message, decision] of cases) {
      await put(decision);
      await t.rejects(
        readDecisionFile(file, () => {}),
        { name: 'SetupError', message },
        String(message),
      );
    }
  });

  t.test('wrong usage', async (t) => {
    const hash = { ...DECISION, masks: [{ path: '$.a', with: 'hash' }] };
    const cases: [RegExp, unknown, ...string[]][] = [
      [/^--decision: the decision masks nothing/, { action: 'deny', reasons: [] }],
      [/--decision stands instead of --mask/, DECISION, '--mask', '$.b'],
      [/--decision stands twice/, DECISION, '--decision', file],
      [/need a key/, hash],
    ];
    for (const [stderr, decision, ...args] of cases) {
      t.match(await run(decision, ...args), { code: 2, stdout: '', stderr });
    }
    const missing = await runRedact(['--decision', `${file}.no`], INPUT);
    t.match(missing, { code: 2, stdout: '', stderr: /^--decision: ENOENT/ });
  });
});
