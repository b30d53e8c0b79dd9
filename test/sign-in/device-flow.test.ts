/** `regent login` by device flow, at the real example issuer, and the commands that use its token. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { Browser } from '../helpers/browser.ts';
import { startSignIn } from '../helpers/sign-in.ts';
import { until } from '../helpers/until.ts';

const REGENT = join(import.meta.dirname, '../../cli/regent.js');

/** Runs a command in a home of its own; `out` grows as it speaks. */
function run(t: Test, home: string, ...args: string[]) {
  const { REGENT_TOKEN: _, ...env } = process.env;
  const child = spawn(process.execPath, [REGENT, ...args], {
    env: { ...env, XDG_CONFIG_HOME: home },
    cwd: home,
  });
  t.teardown(() => child.kill());
  const ran = { out: '', code: once(child, 'close').then(([code]) => code as number) };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (ran.out += chunk.toString()));
  }
  return ran;
}

t.test('somebody signs in with a code, and out again', async (t) => {
  const { url } = await startSignIn(t);
  const home = t.testdir();
  const login = run(t, home, 'login', '--url', url);
  await until(() => /code: \S+/.test(login.out));
  const [, address] = /(http\S+user_code=\S+)/.exec(login.out)!;

  const browser = new Browser();
  // The page sends the code on by itself only with a script; a person presses the button.
  let page = await browser.go(address!);
  page = await browser.submit(page, {});
  page = await browser.submit(page, {});
  if (page.text.includes('Who are you?')) page = await browser.submit(page, { account: 'dana' });
  t.match(page.text, 'Your terminal is signed in');
  t.equal(await login.code, 0, login.out);

  const file = join(home, 'regent', 'tokens.json');
  t.equal(statSync(file).mode & 0o777, 0o600);
  t.equal(statSync(join(home, 'regent')).mode & 0o777, 0o700);
  const list = run(t, home, 'approvals', 'list');
  t.equal(await list.code, 0, list.out);
  t.match(list.out, 'No approval.');

  chmodSync(file, 0o640);
  const wide = run(t, home, 'approvals', 'list');
  t.equal(await wide.code, 1);
  t.match(wide.out, /tokens\.json holds tokens and is open to others/);
  t.notMatch(wide.out, JSON.parse(readFileSync(file, 'utf8')).tokens[0].access);

  chmodSync(file, 0o600);
  const out = run(t, home, 'logout');
  t.equal(await out.code, 0, out.out);
  const none = run(t, home, 'approvals', 'list');
  t.equal(await none.code, 1);
  t.match(none.out, /Sign in with `regent login`/);
});

t.test('a token goes to no other gateway, and nothing to one without TLS', async (t) => {
  const home = t.testdir({
    regent: {
      'tokens.json': JSON.stringify({
        tokens: [{ admin: 'http://127.0.0.1:1', issuer: 'x', clientId: 'x', access: 'secret' }],
      }),
    },
  });
  chmodSync(join(home, 'regent', 'tokens.json'), 0o600);
  const other = run(t, home, 'approvals', 'list', '--admin', 'http://127.0.0.1:2');
  t.equal(await other.code, 1);
  t.match(other.out, /Sign in with `regent login`/);
  const plain = run(t, home, 'login', '--url', 'http://gateway.example');
  t.equal(await plain.code, 1);
  t.match(plain.out, /http is for loopback alone/);
});
