/** The subcommands, as a person types them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import t from 'tap';
import { stringify } from 'yaml';
import { addBundleServerCommands } from '../../cli/bundle-server.ts';
import { createTestIssuer } from '../helpers/tokens.ts';
import { CLAIMS, KEY, makeBundle, startTestServer } from './support.ts';

t.test('publish, promote, rollback, list and history', async (t) => {
  // It is looked for at each start.
  const server = await startTestServer({ retention: { after: 1, keepLast: 1 } });
  t.teardown(() => server.stop());
  const dir = t.testdir({ 'key.pem': KEY.privateKey });
  const access = ['--server', server.url, '--token', server.token];
  const signing = ['--key', join(dir, 'key.pem'), '--key-id', KEY.id, '--algorithm', 'ES256'];

  for (const [reason, sequence] of [
    ['one', 1],
    ['two', 2],
  ] as const) {
    const file = join(dir, `${reason}.tar.gz`);
    await writeFile(file, await makeBundle(reason, { sequence }));
    const text = await run(t, [
      'publish',
      file,
      '--channel',
      'staging',
      '--reason',
      `for ${reason}`,
      ...access,
    ]);
    t.match(text, `staging: rev-${sequence}  sequence ${sequence}  sha256:`);
  }
  const promoted = await run(t, [
    'promote',
    '--from',
    'staging',
    '--to',
    'production',
    ...signing,
    ...access,
  ]);
  t.match(promoted, /^production: rev-2 {2}sequence 2[^]*promote of sha256:\w+ in staging/);
  const back = await run(t, [
    'rollback',
    '--channel',
    'staging',
    '--to',
    'rev-1',
    ...signing,
    ...access,
  ]);
  t.match(back, 'staging: rev-1  sequence 3');
  const list = await run(t, ['list', ...access]);
  t.match(list, /staging: rev-1 .* sha256:\w+ {2}\d+ KiB\n[^]*production: rev-2/);
  const history = await run(t, ['history', '--channel', 'staging', ...access]);
  t.match(history, /sequence 3[^]*rollback of[^]*sequence 2[^]*because for two[^]*sequence 1/);
  const json = await run(t, ['history', '--channel', 'staging', '--json', ...access]);
  t.equal((JSON.parse(json) as unknown[]).length, 3);

  const without = ['rollback', '--channel', 'staging', '--to', 'rev-1', ...access];
  await t.rejects(run(t, without), /--key is needed/);
  await server.restart();
  let after = '';
  while (!after.includes('removed')) {
    after = await run(t, ['history', '--channel', 'staging', ...access]);
  }
  t.match(
    after,
    /rev-1  sequence 3  \S+  \d+ KiB[^]*rev-1  sequence 1  \S+\n[^]*  removed by retention, 20/,
  );
  const [last] = await server.client.history('staging');
  t.ok(last?.removed);
  await t.rejects(
    run(t, ['list', '--server', 'http://127.0.0.1:1']),
    /cannot be asked \(ECONNREFUSED\)/,
  );
});

t.test('serve', async (t) => {
  const issuer = await createTestIssuer();
  t.teardown(() => issuer.close());
  const { sub, ...claims } = CLAIMS;
  const { issuer: name, audience, jwksUrl } = issuer.config;
  const config = {
    server: { listen: { port: 0 }, state_dir: 'state', read: 'open' },
    identity: { issuers: [{ issuer: name, audience, jwks_url: jwksUrl }] },
    channels: [
      { name: 'staging', keys: [{ id: KEY.id, algorithm: 'ES256', public_key: 'k.pem' }] },
    ],
    grants: [
      { name: 'ci', token: { issuer: name, claims }, actions: ['publish'], channels: ['staging'] },
    ],
  };
  const dir = t.testdir({
    'bundle-server.yaml': stringify(config),
    'k.pem': KEY.publicKey,
    'run.ts': await runner(),
  });
  const args = [join(dir, 'run.ts'), 'serve', '-c', join(dir, 'bundle-server.yaml')];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  t.teardown(() => child.kill('SIGKILL'));
  const url = await new Promise<string>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      const found = /"url":"([^"]+)"/.exec(chunk.toString())?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  const file = join(dir, 'b.tar.gz');
  await writeFile(file, await makeBundle('one'));
  const token = await issuer.sign({ sub, ...claims });
  await run(t, ['publish', file, '--channel', 'staging', '--server', url, '--token', token]);
  const served = await fetch(`${url}/bundles/staging.tar.gz`);
  t.ok((await readFile(file)).equals(Buffer.from(await served.arrayBuffer())));
  child.kill('SIGTERM');
  t.same(await once(child, 'exit'), [0, null], 'it ends when it is told to');
});

/** Runs `regent bundle …` in this process; gives what it prints. */
async function run(
  t: {
    capture: (object: Console, name: 'log') => { restore: () => void; (): { args: unknown[] }[] };
  },
  args: string[],
): Promise<string> {
  const printed = t.capture(console, 'log');
  try {
    const bundle = new Command('bundle').exitOverride();
    addBundleServerCommands(bundle);
    await bundle.parseAsync(args, { from: 'user' });
    return printed()
      .map(({ args }) => args.join(' '))
      .join('\n');
  } finally {
    printed.restore();
  }
}

/** A program of these subcommands alone. */
async function runner(): Promise<string> {
  const file = join(import.meta.dirname, '../../cli/bundle-server.ts');
  const commander = import.meta.resolve('commander');
  return `import { Command } from ${JSON.stringify(commander)};
import { addBundleServerCommands } from ${JSON.stringify(file)};
const bundle = new Command('bundle');
addBundleServerCommands(bundle);
await bundle.parseAsync(process.argv.slice(2), { from: 'user' });
`;
}
