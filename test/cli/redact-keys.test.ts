import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compactDecrypt } from 'jose';
import t from 'tap';
import { runRedact } from './run-redact.ts';

t.test('keys of files', async (t) => {
  const dir = t.testdir({
    // As docs/mask-methods.md has it; the line feed is not a part of it.
    k1: 'an example key, not one to be used\n',
    old: 'another example key, not to be used',
    short: 'short',
  });
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  await writeFile(join(dir, 'public'), publicKey.export({ type: 'spki', format: 'pem' }));
  await writeFile(join(dir, 'private'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const input = '{"a":"alice@example.com","b":"alice@example.com","c":"+49 151 2345678"}';
  const run = (...args: string[]) => runRedact(args, input, dir);

  t.test('tokens are those of the gateway; the first key makes them', async (t) => {
    const { code, stdout } = await run(
      ...[
        ['--key', 'k1=k1', '--key', 'k0=old'],
        ['--mask', '$.a', '--with', 'hash'],
        ['--mask', '$.b', '--with', 'pseudonym', '--scope', 'crm'],
        ['--mask', '$.c', '--with', 'pseudonym', '--preserve', 'digits'],
      ].flat(),
    );
    t.equal(code, 0);
    t.same(JSON.parse(stdout), {
      a: 'hsh_k1_a3A21Bc3RbMc25p5r9yfWLg7KUSpKZMJhPxxWVvzwy8',
      b: 'psn_k1_YI3kn085JnsU6Uux8vPmNG',
      c: '+21 947 3048395',
    });
  });

  t.test('what is encrypted opens with the private key', async (t) => {
    const { stdout } = await run(
      '--encrypt-key',
      'e1=public',
      '--mask',
      '$.a',
      '--with',
      'encrypt',
    );
    const { a } = JSON.parse(stdout) as { a: string };
    const { plaintext, protectedHeader } = await compactDecrypt(a, privateKey);
    t.equal(Buffer.from(plaintext).toString(), '"alice@example.com"');
    t.equal(protectedHeader.kid, 'e1');
  });

  t.test('keys that cannot be used are told before anything is read', async (t) => {
    const cases: [RegExp, ...string[]][] = [
      [/--key k1: .*at least 32 bytes/, '--key', 'k1=short'],
      [/--key k1: there is no such file/, '--key', 'k1=none'],
      [/--key k1: .*not a regular file/, '--key', 'k1=.'],
      [/--key: an id stands twice/, '--key', 'k1=k1', '--key', 'k1=old'],
      [/--key must be ID=FILE/, '--key', 'K1=k1'],
      [/--encrypt-key e1: .*PEM public key/, '--encrypt-key', 'e1=private'],
      [/--encrypt-key e1: .*PEM public key/, '--encrypt-key', 'e1=k1'],
      [/--encrypt-key stands twice/, '--encrypt-key', 'e1=public', '--encrypt-key', 'e2=public'],
    ];
    for (const [stderr, ...args] of cases) {
      const result = await run('--mask', '$.a', ...args);
      t.match(result, { code: 2, stdout: '', stderr }, args.join(' '));
    }
  });
});
