import { execFileSync } from 'node:child_process';
import { renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { headerRule, keyRule, secretFrom } from '../../gateway/config/secret.ts';
import { faultsOf, goodFile, load, makeDirectory, type Raw } from './setup.ts';

const directory = makeDirectory(t);

function write(name: string, content: string | Buffer): string {
  writeFileSync(join(directory, name), content);
  return name;
}

void t.test('a variable is read once', (t) => {
  const env: NodeJS.ProcessEnv = { KEY: 'one\r\n' };
  const secret = secretFrom({ env: 'KEY' }, directory, env);
  env['KEY'] = 'two';
  t.equal(secret.read(), 'one');
  t.end();
});

void t.test(
  'a variable that is unset, empty or of the prototype is an error that names it',
  (t) => {
    t.throws(() => secretFrom({ env: 'KEY' }, '/', {}).read(), {
      message: 'the environment variable KEY is not set',
    });
    t.throws(() => secretFrom({ env: 'KEY' }, '/', { KEY: '\n' }).read(), {
      message: 'the environment variable KEY is empty',
    });
    t.throws(() => secretFrom({ env: 'toString' }, '/', {}).read(), /is not set/);
    t.end();
  },
);

void t.test('a file that changes is read again: rewritten, replaced, and by symbolic link', (t) => {
  write('key', 'one\n');
  const secret = secretFrom({ file: 'key' }, directory);
  t.equal(secret.read(), 'one');
  t.equal(secret.read(), 'one');
  write('key', 'three\n\r\n');
  t.equal(secret.read(), 'three');
  write('next', 'other');
  renameSync(join(directory, 'next'), join(directory, 'key'));
  t.equal(secret.read(), 'other');
  rmSync(join(directory, 'key'));
  write('..data', 'linked');
  symlinkSync('..data', join(directory, 'key'));
  t.equal(secret.read(), 'linked');
  t.end();
});

void t.test('a file that goes bad is an error, never its last value; and heals', (t) => {
  const file = join(directory, 'rotated');
  write('rotated', 'good-and-long-enough-for-a-key-of-32-bytes');
  const secret = secretFrom({ file: 'rotated' }, directory, {}, keyRule);
  secret.read();
  for (const [content, message] of [
    ['', `${file} is empty`],
    ['\n', `${file} is empty`],
    ['short', `${file} must have at least 32 bytes`],
    [`${'x'.repeat(40)}\ny`, `${file} holds a CR, LF or NUL character`],
    [`${'x'.repeat(40)}\0`, `${file} holds a CR, LF or NUL character`],
    [Buffer.alloc(40, 0xff), `${file} is not UTF-8 text`],
  ] as const) {
    write('rotated', content);
    t.throws(() => secret.read(), { message });
    t.throws(() => secret.read(), { message }, 'and again');
  }
  rmSync(file);
  t.throws(() => secret.read(), { message: `${file} does not exist` });
  write('rotated', 'y'.repeat(32));
  t.equal(secret.read(), 'y'.repeat(32));
  t.end();
});

void t.test('a pipe is refused and not waited for', (t) => {
  execFileSync('mkfifo', [join(directory, 'pipe')]);
  t.throws(() => secretFrom({ file: 'pipe' }, directory).read(), /pipe is not a regular file/);
  t.throws(() => secretFrom({ file: '/dev/zero' }, directory).read(), /not a regular file/);
  t.end();
});

void t.test('a header takes printable ASCII only', (t) => {
  t.equal(headerRule('abc ~!\t'), undefined);
  for (const value of ['é', '\u007f', '\u0001', '\uFEFFa', '😀']) t.ok(headerRule(value));
  t.end();
});

function withSecrets(value: Raw, key?: Raw) {
  const file = goodFile();
  file['connections'][0].credentials = [{ header: 'X-Api-Key', value }];
  if (key !== undefined) file['redaction'] = { keys: [{ id: 'k1', secret: key }] };
  return file;
}

void t.test('secrets must be good when the configuration is loaded', async (t) => {
  const at = 'connections[0].credentials[0].value cannot be used:';
  const key = 'redaction.keys[0].secret cannot be used:';
  t.strictSame(
    await faultsOf(directory, withSecrets({ env: 'NO' }, { env: 'CRM_KEY' })),
    [
      `${key} the environment variable CRM_KEY must have at least 32 bytes`,
      `${at} the environment variable NO is not set`,
    ].toReversed(),
  );
  t.strictSame(await faultsOf(directory, withSecrets({ file: write('bad', 'é') })), [
    `${at} ${join(directory, 'bad')} may hold printable ASCII only`,
  ]);
  t.strictSame(await faultsOf(directory, withSecrets({ file: '${NO}' })), [
    'connections[0].credentials[0].value.file refers to ${NO}, and the environment variable NO is not set',
  ]);
});

void t.test('a good configuration has them as Secret objects', async (t) => {
  const config = await load(directory, withSecrets({ file: 'crm.key' }, { env: 'PSEUDONYM_KEY' }));
  const [credential] = config.connections[0]?.credentials ?? [];
  t.equal(credential?.header, 'X-Api-Key');
  t.equal(credential?.prefix, '');
  t.equal(credential?.value.read(), 'k-5678');
  t.equal(config.redaction.keys[0]?.secret.read(), 'p'.repeat(32));
});
