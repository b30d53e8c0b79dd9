import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { decodeJwt } from 'jose';
import t from 'tap';
import { findOpa } from '../../bundles/find-opa.ts';
import { hashFile } from '../../bundles/sign-hash.ts';
import { makeKeys } from './sign-support.ts';
import { faultsOf } from './support.ts';

const opa = await findOpa();
const key = makeKeys('k', 'EdDSA').signing.privateKey;

/** What `opa sign` says of the files of a directory. */
function hashByOpa(dir: string): Map<string, string> {
  const out = join(dir, '..', 'out');
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'key.pem'), key);
  const args = ['sign', '--signing-alg=EdDSA', `--signing-key=${join(out, 'key.pem')}`];
  execFileSync(opa.path, [...args, '-o', out, '-b', '.'], { cwd: dir, env: {} });
  const { signatures } = JSON.parse(readFileSync(join(out, '.signatures.json'), 'utf8')) as {
    signatures: [string];
  };
  const { files } = decodeJwt<{ files: { name: string; hash: string }[] }>(signatures[0]);
  return new Map(files.map(({ name, hash }) => [name, hash]));
}

/** Numbers as JSON lets them be written, doubles or not. */
const number = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.oneof(fc.constant('0'), fc.bigInt({ min: 1n, max: 10n ** 30n }).map(String)),
    fc.option(fc.stringMatching(/^[0-9]{1,25}$/), { nil: '' }),
    fc.option(fc.stringMatching(/^[eE][+-]?[0-9]{1,4}$/), { nil: '' }),
  )
  .map(
    ([sign, whole, fraction, exponent]) =>
      `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}${exponent}`,
  );

/** Every character as an escape, which says the same. */
const escapeAll = (text: string) =>
  `"${text
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')}"`;

/** Strings in which JSON's and Go's escapes, and both orders of keys, differ. */
const string = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('\u2028', '\u2029', '<', '&', '"', '\\', '\0', '\u007f') }),
    fc.string({
      unit: fc.constantFrom('\ue000', '\uffff', '\u{10000}', '\u{1f600}', 'a'),
      maxLength: 3,
    }),
  )
  .chain((text) => fc.constantFrom(JSON.stringify(text), escapeAll(text)));

const { value } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    number,
    string,
    fc.constantFrom('true', 'false', 'null', '{}', '[]', ' [ ] '),
    fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join(' , ')}]`),
    fc
      .uniqueArray(fc.tuple(string, tie('value')), {
        maxLength: 5,
        selector: ([key]) => JSON.parse(key) as string,
      })
      .map((members) => `{${members.map(([key, item]) => `${key}:\n${item}`).join(',')}}`),
  ),
}));

void t.test('any JSON hashes as `opa sign` hashes it', (t) => {
  const samples = fc.sample(value, 1500);
  const text = `{${samples.map((sample, index) => `"${index}": ${sample}`).join(',\n')}}`;
  const dir = join(t.testdir({ bundle: { 'data.json': text } }), 'bundle');
  const isSame = (text: string) => {
    writeFileSync(join(dir, 'data.json'), text);
    return hashByOpa(dir).get('data.json') === hashFile('data.json', Buffer.from(text));
  };
  const wrong = isSame(text) ? undefined : samples.find((sample) => !isSame(`{"a":${sample}}`));
  t.equal(wrong, undefined);
  t.end();
});

void t.test('a manifest, a policy and Wasm hash as `opa sign` hashes them', (t) => {
  const manifest =
    '{"roots":[""], "revision":"r","metadata":{"z":1.0,"a":[12345678901234567890,"<\\u2028>"]},"wasm":[{"module":"/policy.wasm","entrypoint":"a/b"}]}';
  const files = {
    '.manifest': manifest,
    'data.json': '{}',
    'policy.wasm': '\0asm',
    a: { 'b.rego': 'package   a\n\nb :=   1\n' },
  };
  const hashes = hashByOpa(join(t.testdir({ bundle: files }), 'bundle'));
  t.equal(hashes.get('.manifest'), hashFile('.manifest', Buffer.from(manifest)));
  t.equal(hashes.get('policy.wasm'), hashFile('policy.wasm', Buffer.from('\0asm')));
  t.equal(hashes.get('a/b.rego'), hashFile('a/b.rego', Buffer.from(files.a['b.rego'])));
  t.end();
});

void t.test('what Go would read otherwise is refused', async (t) => {
  const cases: [string, RegExp][] = [
    ['{"a":"\\ud800"}', /lone surrogate/],
    ['{"\\udc00":1}', /lone surrogate/],
    [`${'['.repeat(1002)}${']'.repeat(1002)}`, /nested deeper than 1000/],
    ['\ufeff{}', /is not JSON/],
    ['{', /is not JSON/],
  ];
  for (const [text, fault] of cases) {
    const work = (async () => hashFile('data.json', Buffer.from(text)))();
    t.match(await faultsOf(work), [fault]);
  }
});

void t.test('a long string, and a name that stands twice', (t) => {
  const text = 'a\n"'.repeat(4_000_000);
  const hash = hashFile('data.json', Buffer.from(JSON.stringify({ text, n: 1 })));
  t.equal(hashFile('data.json', Buffer.from(`{"n":1,"text":${JSON.stringify(text)}}`)), hash);
  const twice = '{"a":1.0,"a":{"b":2.0},"c":[1.0],"c":2.00}';
  const dir = join(t.testdir({ bundle: { 'data.json': twice } }), 'bundle');
  t.equal(hashFile('data.json', Buffer.from(twice)), hashByOpa(dir).get('data.json'));
  t.end();
});
