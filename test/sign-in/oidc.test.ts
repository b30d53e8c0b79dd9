/** Signing in with a browser by OpenID Connect, at the real example issuer. */
import t from 'tap';
import { Browser } from '../helpers/browser.ts';
import { readSession, signInAs, startSignIn } from '../helpers/sign-in.ts';

t.test('somebody signs in, is known, and signs out', async (t) => {
  const { url, provider } = await startSignIn(t);
  const browser = new Browser();
  const before = await readSession(browser, url);
  t.match(before, { ways: [{ name: 'example', kind: 'oidc', url: '/auth/oidc/example' }] });
  t.equal(before.person, undefined);

  const page = await signInAs(browser, url, 'dana', { query: '?to=/activity%3Fstate=open' });
  t.equal(page.url, `${url}/activity?state=open`);
  const session = await readSession(browser, url);
  t.match(session, {
    person: {
      issuer: provider.issuer,
      subject: 'dana',
      name: 'Dana',
      groups: ['dpo'],
      reader: true,
    },
    csrf: /^[\w-]{43}$/,
  });
  t.equal((await browser.send(`${url}/api/approvals`)).status, 200);

  const headers = { 'x-regent-csrf': session.csrf!, origin: url };
  const out = await browser.send(`${url}/api/session/logout`, { method: 'POST', headers });
  t.equal(out.status, 200);
  const { url: end } = JSON.parse(out.text) as { url: string };
  t.ok(end.startsWith(`${provider.issuer}/session/end?`));
  const after = await browser.submit(await browser.go(end), { logout: 'yes' }, /\/sign-in$/);
  t.equal(after.url, `${url}/sign-in`, 'and back');
  t.equal((await readSession(browser, url)).person, undefined);
  t.equal((await browser.send(`${url}/api/approvals`)).status, 401);
});
