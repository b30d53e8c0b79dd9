/** A secret where a file's name belongs: it must not be used, nor told to a log of errors. */
import t from 'tap';
import { runRedact } from '../cli/run-redact.ts';

const SECRET = 'hunter2-hunter2-hunter2-hunter2-hunter2';

t.test('no argument is a secret, and none is repeated', async (t) => {
  const cases = [
    ['--key', SECRET],
    ['--key', `k1=${SECRET}`],
    ['--key', `k1=${SECRET.repeat(20)}`],
    ['--key', `K_1=${SECRET}`],
    ['--key', `k1=/run/${SECRET}\n${SECRET}`],
    ['--encrypt-key', `e1=-----BEGIN PRIVATE KEY-----\n${SECRET}\n-----END PRIVATE KEY-----`],
    ['--encrypt-key', SECRET],
    ['--secret', SECRET],
  ];
  for (const [option, value] of cases as [string, string][]) {
    const run = await runRedact(['--mask', '$.a', '--with', 'redact', option, value], '{"a":1}');
    t.match(run, { code: 2, stdout: '', stderr: new RegExp(option) });
    t.notMatch(run.stderr, 'hunter2', option);
  }
});

t.test('nor does the environment give one', async (t) => {
  process.env['k1'] = SECRET;
  const run = await runRedact(['--mask', '$.a', '--with', 'hash', '--key', 'k1='], '{"a":1}');
  t.match(run, { code: 2, stdout: '', stderr: /ID=FILE/ });
});
