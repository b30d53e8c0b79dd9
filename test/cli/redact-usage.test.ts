import t from 'tap';
import { checkRules } from '../../cli/redact-check.ts';
import { RuleList } from '../../cli/redact-rules.ts';
import { readSetup } from '../../cli/redact-setup.ts';
import { runRedact } from './run-redact.ts';

const SECRET = '{"a":"secret"}';

t.test('wrong usage ends with 2, names the option and lets nothing through', async (t) => {
  const cases: [RegExp, ...string[]][] = [
    [/nothing to mask is given/],
    [/--depth/, '--mask', '$.a', '--depth', '0'],
    [/--report/, '--mask', '$.a', '--report', 'xml'],
    [/--type stands twice/, '--mask', '$.a', '--type', 'text/csv', '--type', 'application/json'],
    [/unknown option '--masks'/, '--masks', '$.a'],
    [/too many arguments/, '--mask', '$.a', 'file.json'],
    [/argument missing/, '--mask', '$.a', '--text'],
  ];
  for (const [stderr, ...args] of cases) {
    const run = await runRedact(args, SECRET);
    t.match(run, { code: 2, stdout: '', stderr }, args.join(' '));
  }
});

t.test('what cannot work is found before anything is read', async (t) => {
  const list = new RuleList();
  list.begin('mask', '$.a');
  const options = { type: 'application/json', limit: '1MiB', depth: 64, key: [] };
  const cases: [RegExp, object][] = [
    [/^--type "application\/pdf": /, { type: 'application/pdf' }],
    [/^--type "text\/plain": .*text/, { type: 'text/plain' }],
    [/^--type "text\/csv": .*CSV/, { type: 'text/csv' }],
    [/^--encoding: /, { encoding: 'gzip, gzip' }],
    [/^--limit must be/, { limit: '1TB' }],
    [/^--limit must be/, { limit: '0B' }],
    [/^--limit must be/, { limit: '1GiB' }],
    [/^--key must be ID=FILE/, { key: ['k1'] }],
  ];
  for (const [message, wrong] of cases) {
    await t.rejects(readSetup(list, { ...options, ...wrong }), { name: 'SetupError', message });
  }
  list.set('with', 'hash');
  await t.rejects(readSetup(list, options), { message: /hash and pseudonym need a key/ });
  list.begin('mask', '$.a');
  list.set('with', 'encrypt');
  const key = /hash .* need a key.*\nencrypt needs a public key/;
  await t.rejects(readSetup(list, options), { message: key });
});

t.test('every wrong option of the rules is told at once', async (t) => {
  const args = ['--mask', '$.a', '--with', 'hide', '--mask', '$[', '--detect', 'mail'];
  const { code, stdout, stderr } = await runRedact(args, SECRET);
  t.match({ code, stdout }, { code: 2, stdout: '' });
  t.match(stderr, /^--mask "\$\.a": --with must be one of remove, null/);
  t.match(stderr, /\n--mask "\$\[": .*parse|refused/);
  t.match(stderr, /\n--detect "mail": the type must be one of email, phone/);
});

t.test('the sentence of each fault names its option', async (t) => {
  const cases: [string, string[], ...[option: string, value?: string][]][] = [
    ['mask $.a', ['--text goes with --with redact only'], ['text', 'x'], ['with', 'null']],
    ['mask $.a', ['--keep-first goes with --with partial only'], ['keep-first', '1']],
    ['mask $.a', ['--keep-domain goes with --with partial only'], ['keep-domain']],
    ['mask $.a', ['--keep-last must be <= 64'], ['with', 'partial'], ['keep-last', '65']],
    ['mask $.a', ['--scope goes with --with hash, pseudonym or encrypt only'], ['scope', 'x']],
    ['mask $.a', ['--preserve goes with --with pseudonym only'], ['preserve', 'email']],
    ['mask $.a', ['--to is missing'], ['with', 'generalise']],
    ['mask $.a', ['--step is missing'], ['with', 'generalise'], ['to', 'range']],
    [
      'mask $.a',
      ['--step goes with --with generalise --to range only'],
      ['with', 'generalise'],
      ['to', 'year'],
      ['step', '5'],
    ],
    ['mask $.a', ['--dialect must be one of rfc9535, jsonpath-plus'], ['dialect', 'x']],
    ['mask $.a', ['--pattern does not belong to such a rule'], ['pattern', 'x']],
    ['detect email', ['--inner does not belong to such a rule'], ['inner', '$']],
    ['detect email', ['--pattern goes with --detect pattern only'], ['pattern', 'x']],
    ['detect pattern', ['--pattern is missing']],
  ];
  for (const [rule, sentences, ...options] of cases) {
    const list = new RuleList();
    const [kind, value] = rule.split(' ') as ['mask' | 'detect', string];
    list.begin(kind, value);
    for (const [option, text] of options) list.set(option, text);
    t.same(list.faults, []);
    const title = `--${kind} "${value}": `;
    t.same(
      checkRules(list.rules),
      sentences.map((sentence) => title + sentence),
    );
  }
});

t.test('patterns that are not RE2, paths and counts that are none', async (t) => {
  const list = new RuleList();
  list.begin('detect', 'pattern');
  list.set('pattern', '(?=x)');
  list.begin('detect', 'email');
  list.set('path', 'customers');
  list.begin('mask', '$');
  list.set('with', 'remove');
  const [pattern, path, root, ...others] = checkRules(list.rules);
  t.match(pattern, /^--detect "pattern": .*(RE2|regexp)/);
  t.match(path, /^--detect "email": .*customers/);
  t.match(root, /^--mask "\$": .*cannot be removed/);
  t.same(others, []);
  list.begin('mask', '$.a');
  list.set('keep-last', '-1');
  list.set('path', '$.b');
  list.begin('mask', '$.caf\ufffd');
  t.same(list.faults, [
    '--mask "$.a": --keep-last must be a whole number',
    '--mask "$.a": --path belongs to --detect; a mask\'s path stands after --mask',
    '--mask "$.caf\ufffd" is not UTF-8',
  ]);
});

t.test('help is no fault', async (t) => {
  t.match(await runRedact(['--help']), { code: 0, stdout: /--keep-domain/ });
});
