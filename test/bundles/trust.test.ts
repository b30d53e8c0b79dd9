import { join } from 'node:path';
import t from 'tap';
import { loadTrustedKeys } from '../../bundles/trust.ts';
import { makeKeys } from './sign-support.ts';
import { faultsOf } from './support.ts';

const { trusted } = makeKeys('a', 'EdDSA');
const key = { id: 'a', algorithm: 'EdDSA', public_key: trusted.publicKey };

void t.test('keys of several files, PEM in place or beside', async (t) => {
  const { public_key: _, ...rest } = key;
  const dir = t.testdir({
    'one.json': JSON.stringify({ keys: [key] }),
    two: {
      'two.json': JSON.stringify({ keys: [{ ...rest, id: 'b', public_key_file: 'b.pem' }] }),
      'b.pem': trusted.publicKey,
    },
  });
  const keys = await loadTrustedKeys([join(dir, 'one.json'), join(dir, 'two/two.json')]);
  t.same(keys, [trusted, { ...trusted, id: 'b' }]);
});

void t.test('what cannot be read is named', async (t) => {
  const cases: [string, RegExp][] = [
    ['{', /keys\.json: /],
    ['null', /list `keys`/],
    ['{"keys": []}', /list `keys`/],
    ['{"keys": [null]}', /keys\[0\] needs an `id`/],
    [JSON.stringify({ keys: [{ ...key, id: '' }] }), /keys\[0\] needs an `id`/],
    [JSON.stringify({ keys: [{ ...key, algorithm: 'HS256' }] }), /`algorithm` of EdDSA, ES256/],
    [JSON.stringify({ keys: [{ ...key, public_key_file: 'a' }] }), /either `public_key` or/],
    [JSON.stringify({ keys: [{ ...key, public_key: undefined }] }), /either `public_key` or/],
    [
      JSON.stringify({ keys: [{ ...key, public_key: undefined, public_key_file: 'none' }] }),
      /ENOENT/,
    ],
    [JSON.stringify({ keys: [key, key] }), /have the key a twice/],
  ];
  for (const [text, fault] of cases) {
    const file = join(t.testdir({ 'keys.json': text }), 'keys.json');
    t.match(await faultsOf(loadTrustedKeys([file])), [fault]);
  }
});
