// Stock `opa` accepts what Regent signs, and refuses it once it is changed.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import t from 'tap';
import { buildBundle } from '../../bundles/build.ts';
import { findOpa } from '../../bundles/find-opa.ts';
import { readArchive } from '../../bundles/read-archive.ts';
import { signBundle } from '../../bundles/sign.ts';
import { SIGNATURES_FILE, writeSignatures } from '../../bundles/signatures.ts';
import { ALGORITHMS } from '../../bundles/trust.ts';
import { jwtOf, makeKeys, METADATA, tamper } from './sign-support.ts';
import { faultsOf, POLICY, POLICY_TEST } from './support.ts';

const opa = await findOpa();
const policies = {
  'decision.rego': POLICY,
  'decision_test.rego': POLICY_TEST,
  crm: { 'data.json': '{"limit": 12345678901234567890, "rate": 1.0, "<é\\u2028>": 1e400}' },
};

/** What `opa run --server` says, up to and with that it starts. */
async function startOpa(bundle: string, options: string[]): Promise<string> {
  const args = ['run', '--server', '--addr=127.0.0.1:0', '--skip-version-check', '-b', bundle];
  const child = spawn(opa.path, [...args, ...options], { env: {} });
  let said = '';
  const listen = (chunk: Buffer) => {
    said += String(chunk);
    if (said.includes('Initializing server')) child.kill('SIGKILL');
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  await once(child, 'close');
  return said;
}

for (const algorithm of ALGORITHMS) {
  void t.test(algorithm, async (t) => {
    const { signing, trusted } = makeKeys('k1', algorithm);
    const dir = t.testdir({
      policies,
      out: {},
      'key.pem': signing.privateKey,
      'pub.pem': trusted.publicKey,
    });
    const unsigned = join(dir, 'unsigned.tar.gz');
    const build = { policies: join(dir, 'policies'), out: unsigned, revision: 'r', opa };
    await buildBundle({ ...build, metadata: METADATA });
    const signed = await signBundle(readFileSync(unsigned), signing, { scope: 'prod' });

    writeFileSync(join(dir, 'claims.json'), '{"keyid": "k1", "scope": "prod"}');
    const key = [`--signing-alg=${algorithm}`, `--signing-key=${join(dir, 'key.pem')}`];
    const claims = `--claims-file=${join(dir, 'claims.json')}`;
    execFileSync(opa.path, ['sign', ...key, claims, '-o', join(dir, 'out'), '-b', unsigned]);
    const theirs = (
      JSON.parse(readFileSync(join(dir, 'out', SIGNATURES_FILE), 'utf8')) as {
        signatures: [string];
      }
    ).signatures[0];
    const ours = await jwtOf(signed);
    t.same(decodeJwt(ours), decodeJwt(theirs), 'the payload is that of `opa sign`');
    t.equal(ours.split('.')[1], theirs.split('.')[1], 'byte for byte');
    t.same({ ...decodeProtectedHeader(theirs), kid: 'k1' }, decodeProtectedHeader(ours));

    const file = join(dir, 'signed.tar.gz');
    writeFileSync(file, signed);
    const tampered = join(dir, 'tampered.tar.gz');
    writeFileSync(
      tampered,
      await tamper(signed, (files) => files.set('data.json', Buffer.from('{"crm":{}}'))),
    );
    const verification = [
      `--verification-key=${join(dir, 'pub.pem')}`,
      `--signing-alg=${algorithm}`,
    ];
    const options = [...verification, '--verification-key-id=k1', '--scope=prod'];
    t.match(await startOpa(file, options), /Initializing server/);
    t.match(await startOpa(tampered, options), /data\.json: digest mismatch/);
    t.match(await startOpa(file, verification), /scope mismatch/);
    t.match(await startOpa(unsigned, options), /missing \.signatures\.json/);

    mkdirSync(join(dir, 'built'));
    const out = join(dir, 'built', 'out.tar.gz');
    const rebuild = (bundle: string) =>
      spawnSync(opa.path, ['build', '-b', bundle, '-o', out, ...options], { encoding: 'utf8' });
    t.equal(rebuild(file).status, 0);
    t.match(rebuild(tampered), { status: 1, stdout: /digest mismatch/ });
  });
}

void t.test('`.signatures.json` is laid out as `opa sign` does it', async (t) => {
  const { signing } = makeKeys('k1', 'EdDSA');
  const dir = t.testdir({ bundle: { 'data.json': '{"a": 1}' }, 'key.pem': signing.privateKey });
  const key = ['--signing-alg=EdDSA', `--signing-key=${join(dir, 'key.pem')}`];
  execFileSync(opa.path, ['sign', ...key, '-o', dir, '-b', '.'], { cwd: join(dir, 'bundle') });
  const theirs = readFileSync(join(dir, SIGNATURES_FILE), 'utf8');
  const { signatures } = JSON.parse(theirs) as { signatures: [string] };
  t.equal(writeSignatures(signatures[0]).toString(), theirs);
});

void t.test(
  'EdDSA and RS256 give the same bytes again; a second signature replaces the first',
  async (t) => {
    const dir = t.testdir({ policies });
    const out = join(dir, 'b.tar.gz');
    await buildBundle({
      policies: join(dir, 'policies'),
      out,
      revision: 'r',
      metadata: METADATA,
      opa,
    });
    const bytes = readFileSync(out);
    for (const algorithm of ['EdDSA', 'RS256'] as const) {
      const { signing } = makeKeys('k', algorithm);
      const first = await signBundle(bytes, signing);
      t.ok(first.equals(await signBundle(bytes, signing)));
      const other = await signBundle(first, makeKeys('other', 'ES256').signing);
      t.equal(decodeProtectedHeader(await jwtOf(other)).kid, 'other');
      t.ok(first.equals(await signBundle(other, signing)));
      t.equal((await readArchive(other)).size, (await readArchive(bytes)).size + 1);
    }
  },
);

void t.test('a key that is not of its algorithm is refused', async (t) => {
  const bytes = Buffer.alloc(0);
  const dir = t.testdir({ policies });
  const out = join(dir, 'b.tar.gz');
  await buildBundle({ policies: join(dir, 'policies'), out, revision: 'r', opa });
  const { signing, trusted } = makeKeys('k', 'ES256');
  const sign = (change: object) => signBundle(readFileSync(out), { ...signing, ...change });
  t.match(await faultsOf(sign({ algorithm: 'EdDSA' })), [
    /k: is not a PEM PKCS#8 private key for EdDSA/,
  ]);
  t.match(await faultsOf(sign({ privateKey: trusted.publicKey })), [/is not a PEM PKCS#8/]);
  t.match(await faultsOf(sign({ id: '' })), [/id is empty/]);
  t.match(await faultsOf(signBundle(bytes, signing)), [/is not gzip/]);
});
