/** Options in a place where a part of the masking could fall away without a word. */
import t from 'tap';
import { runRedact } from '../cli/run-redact.ts';

const INPUT = '{"a":"secret","b":"secret"}';

t.test('an option that belongs to no rule, or stands twice, ends it before a byte', async (t) => {
  const before = (option: string): RegExp =>
    new RegExp(`${option} stands before the first --mask or --detect`);
  const cases: [RegExp, ...string[]][] = [
    [before('--with'), '--with', 'remove', '--mask', '$.a'],
    [before('--must-match'), '--must-match', '--mask', '$.a'],
    [before('--path'), '--path', '$.a', '--detect', 'email', '--type', 'text/plain'],
    [before('--text'), '--text', 'x'],
    // The last of two would win: here the weaker.
    [/--with stands twice/, '--mask', '$.a', '--with', 'remove', '--with', 'partial'],
    [/--keep-last stands twice/, '--mask', '$.a', '--keep-last', '0', '--keep-last', '64'],
    // A path that is taken for a method, a method for a path.
    [/too many arguments/, '--mask', '--with', 'remove', '--mask', '$.a'],
    [/--with must be one of/, '--mask', '$.a', '--with', '--mask', '--text', '$.b'],
    // What follows `--` is no option.
    [/too many arguments/, '--mask', '$.a', '--', '--mask', '$.b'],
    // Latin-1 of a terminal: another name than the one that was meant.
    [/is not UTF-8/, '--mask', '$.caf\ufffd'],
  ];
  for (const [stderr, ...args] of cases) {
    t.match(await runRedact(args, INPUT), { code: 2, stdout: '', stderr }, args.join(' '));
  }
});

t.test('options of the command may stand anywhere and end no rule', async (t) => {
  const args = ['--depth', '9', '--mask', '$.a', '--limit', '1MiB', '--with', 'remove'];
  t.same(await runRedact(args, INPUT), { code: 0, stdout: '{"b":"secret"}', stderr: '' });
});
