// `regent bundle build|sign|verify|inspect`, as docs/bundles.md shows them.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import t from 'tap';
import type { Test } from 'tap';
import { addBundleFileCommands } from '../../cli/bundle-files.ts';
import { makeKeys } from './sign-support.ts';
import { faultsOf, POLICIES } from './support.ts';

/** Runs `regent bundle …` and gives what it printed. */
async function run(t: Test, ...args: string[]): Promise<string> {
  const bundle = new Command('bundle').exitOverride().configureOutput({ writeErr: () => {} });
  addBundleFileCommands(bundle);
  for (const command of bundle.commands) command.exitOverride();
  const logged = t.capture(console, 'log');
  const warned = t.capture(console, 'error');
  await bundle.parseAsync(args, { from: 'user' });
  return [...logged(), ...warned()].map(({ args }) => String(args[0])).join('\n');
}

void t.test('build, sign, inspect, verify', async (t) => {
  const { signing, trusted } = makeKeys('2026-a', 'EdDSA');
  const keys = [{ id: '2026-a', algorithm: 'EdDSA', public_key_file: 'signing.pub' }];
  const dir = t.testdir({
    policies: POLICIES,
    'signing.key': signing.privateKey,
    'signing.pub': trusted.publicKey,
    'trust.json': JSON.stringify({ keys }),
    'report.json': '{}',
  });
  const [out, signed] = [join(dir, 'bundle.tar.gz'), join(dir, 'signed.tar.gz')];
  const build = ['build', '--policies', join(dir, 'policies'), '--out', out, '--revision', 'r1'];
  const made = [...build, '--created', new Date().toISOString(), '--allow-dirty'];
  const report = ['--tests-report', join(dir, 'report.json')];
  const repository = ['--repository', 'https://git.example/p', '--expires-in', '30d'];
  const built = await run(t, ...made, '--sequence', '4', ...report, ...repository);
  t.match(built, /bundle\.tar\.gz: sha256:[0-9a-f]{64}\nrevision r1, sequence 4\ncreated /);
  t.match(await run(t, 'inspect', out), /no signature/);

  const sign = ['sign', '--key', join(dir, 'signing.key'), '--key-id', '2026-a'];
  const algorithm = ['--algorithm', 'EdDSA', '--scope', 'production'];
  const said = await run(t, ...sign, ...algorithm, out, '--out', signed);
  t.match(said, /signed\.tar\.gz: signed by 2026-a \(EdDSA\)/);
  t.match(
    await run(t, 'inspect', signed),
    /signature, NOT verified: key 2026-a, EdDSA, scope production/,
  );
  t.match(JSON.parse(await run(t, 'inspect', signed, '--json')), {
    revision: 'r1',
    metadata: { sequence: 4, source: { repository: 'https://git.example/p' } },
    signature: { keyId: '2026-a', algorithm: 'EdDSA', scope: 'production' },
    files: [{ name: 'data.json' }],
  });

  const verify = ['verify', '--keys', join(dir, 'trust.json'), '--scope', 'production'];
  t.match(await run(t, ...verify, '--last-sequence', '3', signed), /sha256:.*, signed by 2026-a/);
  t.match(await faultsOf(run(t, ...verify, '--last-sequence', '4', signed)), [/sequence-too-low/]);
  t.match(await faultsOf(run(t, ...verify, out)), [
    /bundle\.tar\.gz: unsigned: .*regent bundle sign/,
  ]);
  t.match(await faultsOf(run(t, ...verify.slice(0, 3), signed)), [/wrong-scope/]);

  await run(t, ...sign, ...algorithm, out);
  t.ok(readFileSync(out).equals(readFileSync(signed)), 'without --out the bundle itself is signed');
});

void t.test('what cannot be done is told in a line', async (t) => {
  const dir = t.testdir({ policies: POLICIES, 'b.tar.gz': 'x', 'key.pem': 'x' });
  const bundle = join(dir, 'b.tar.gz');
  const sign = ['sign', '--key-id', 'a', '--algorithm', 'EdDSA', bundle];
  t.match(await faultsOf(run(t, ...sign, '--key', join(dir, 'none'))), [/--key: ENOENT/]);
  t.match(await faultsOf(run(t, ...sign, '--key', join(dir, 'key.pem'))), [
    /b\.tar\.gz: the bundle is not gzip/,
  ]);
  t.match(await faultsOf(run(t, 'inspect', bundle)), [/b\.tar\.gz: the bundle is not gzip/]);
  t.equal(readFileSync(bundle, 'utf8'), 'x');
  await t.rejects(
    run(t, 'sign', '--key-id', 'a', '--key', 'k', '--algorithm', 'HS256', bundle),
    /HS256/,
  );
  await t.rejects(run(t, 'verify', '--keys', 'k', '--last-sequence', '-1', bundle), /integer/);
  const build = ['build', '--policies', join(dir, 'policies'), '--out', bundle];
  execFileSync('git', ['init', '--quiet'], { cwd: dir });
  t.match(await faultsOf(run(t, ...build)), [/in no git commit: pass --revision/]);
  writeFileSync(join(dir, 'policies', 'decision.rego'), 'package');
  t.match(await faultsOf(run(t, ...build, '--revision', 'r')), [/decision\.rego:1/]);
});
