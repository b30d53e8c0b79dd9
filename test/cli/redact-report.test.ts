import t from 'tap';
import { formatHits } from '../../cli/redact-report.ts';
import type { LocatedHits } from '../../gateway/types.ts';
import { runRedact } from './run-redact.ts';

const HITS: LocatedHits[] = [
  { path: '$..email', with: 'redact', count: 12, at: ["$['a']", "$['b']"] },
  { path: '$.text', inner: '$.x', with: 'null', count: 0 },
  { detect: 'email', with: 'hash', count: 3 },
];

t.test('a table, with what is known of the places', async (t) => {
  t.equal(
    formatHits(HITS, 'table'),
    [
      'rule        with    hits  where',
      "$..email    redact  12    $['a']",
      "                          $['b']",
      '                          and 10 more',
      '$.text $.x  null    0',
      'email       hash    3',
      '',
    ].join('\n'),
  );
});

t.test('JSON', async (t) => {
  t.same(JSON.parse(formatHits(HITS, 'json')), HITS);
  const run = await runRedact(['--report', 'json', '--mask', '$.a'], '{"a":1}');
  t.equal(run.stdout, '{"a":"[redacted]"}');
  t.same(JSON.parse(run.stderr), [{ path: '$.a', with: 'redact', count: 1, at: ["$['a']"] }]);
});

t.test('names of the input cannot steer the terminal', async (t) => {
  const name = '\u009b2J\u202e\u001b[1A##[error]';
  const run = await runRedact(['--report', '--mask', '$.*'], JSON.stringify({ [name]: 1 }));
  t.equal(run.code, 0);
  t.notMatch(run.stderr.replaceAll('\n', ''), /[\p{C}\p{Zl}\p{Zp}]/u);
});
