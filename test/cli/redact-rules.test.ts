import t from 'tap';
import { runRedact } from './run-redact.ts';

t.test('each option belongs to the rule before it, in any order within it', async (t) => {
  const input = JSON.stringify({
    a: 'ada',
    b: 'bob',
    c: 'cid@example.org',
    d: '1984-03-12',
    e: 39.5,
    f: '{"in":"x","out":"y"}',
    g: [1, 2],
    h: 'h',
    i: 'grace',
    j: { k: 1 },
  });
  const { code, stdout, stderr } = await runRedact(
    [
      ['--mask', '$.a', '--text', '--with'],
      ['--mask', '$.b', '--keep-first', '1', '--with', 'partial', '--must-match'],
      ['--mask', '$.c', '--with', 'partial', '--keep-domain'],
      ['--mask', '$.d', '--to', 'month', '--with', 'generalise'],
      ['--mask', '$.e', '--with', 'generalise', '--to', 'range', '--step', '10'],
      ['--mask', '$.f', '--inner', '$.in', '--text='],
      ['--mask', '$.g[1]', '--with', 'remove'],
      ['--mask=$.h', '--with=null'],
      ['--mask', '$.i', '--with', 'partial', '--keep-last', '2', '--dialect', 'rfc9535'],
      ['--mask', '$.j.k^', '--dialect', 'jsonpath-plus'],
    ].flat(),
    input,
  );
  t.match({ code, stderr }, { code: 0, stderr: '' });
  t.same(JSON.parse(stdout), {
    a: '--with',
    b: 'b***',
    c: '***@example.org',
    d: '1984-03',
    e: '30-39',
    f: '{"in":"","out":"y"}',
    g: [1],
    h: null,
    i: '***ce',
    j: '[redacted]',
  });
});

t.test('detectors look through text', async (t) => {
  const { code, stdout, stderr } = await runRedact(
    [
      ['--type', 'text/plain; charset=utf-8'],
      ['--detect', 'email', '--with', 'partial', '--keep-domain', '--keep-first', '1'],
      ['--detect', 'pattern', '--pattern', 'T-[0-9]+', '--text', 'T-0', '--must-match'],
      ['--detect', 'ip'],
    ].flat(),
    'ada@example.org from 192.0.2.17: T-4711, T-12',
  );
  t.match({ code, stderr }, { code: 0, stderr: '' });
  t.equal(stdout, 'a***@example.org from [redacted]: T-0, T-0');
});

t.test('detectors look through the strings of JSON at a path, or all', async (t) => {
  const input = '{"a":"ask x@example.org","b":["192.0.2.17 y@example.org"]}';
  const args = ['--detect', 'email', '--path', '$.b[*]', '--text', 'E', '--detect', 'ip'];
  const { code, stdout, stderr } = await runRedact(args, input);
  t.match({ code, stderr }, { code: 0, stderr: '' });
  t.equal(stdout, '{"a":"ask x@example.org","b":["[redacted] E"]}');
});

t.test('must-match refuses before the first byte', async (t) => {
  const run = await runRedact(['--mask', '$.mail', '--must-match'], '{"email":"a"}');
  t.match(run, { code: 1, stdout: '', stderr: /\$\.mail\. Nothing was written\.\n$/ });
});
