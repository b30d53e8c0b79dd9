/** The issuer writes nothing on the console: what the operator of `regent dev` sees there is Regent's. */
import { spawnSync } from 'node:child_process';
import t from 'tap';

const PROGRAM = `
  import { startIssuer } from './examples/issuer/issuer.ts';
  const issuer = await startIssuer();
  const origin = 'https://elsewhere.example';
  for (const name of issuer.names) await issuer.token(name);
  await issuer.token('dana', 'urn:regent:gateway').catch(() => undefined);
  for (const path of ['/.well-known/openid-configuration', '/jwks', '/auth', '/auth?client_id=dana', '/nothing']) {
    await fetch(issuer.issuer + path, { headers: { accept: 'text/html', origin } });
  }
  const authorization = 'Basic ' + btoa('dana:wrong');
  const body = new URLSearchParams({ grant_type: 'client_credentials' });
  await fetch(issuer.issuer + '/token', { method: 'POST', headers: { authorization, origin }, body });
  await issuer.close();
`;

void t.test('neither at start nor at any answer', async (t) => {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', PROGRAM], {
    encoding: 'utf8',
    env,
  });
  t.match(run, { status: 0, stdout: /^$/, stderr: /^$/ });
});
