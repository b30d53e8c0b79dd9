/** A session that the attacker knows before, or still has after. */
import t from 'tap';
import { readCookie } from '../../gateway/sign-in/cookies.ts';
import { Browser } from '../helpers/browser.ts';
import { readSession, signInAs, startSignIn } from '../helpers/sign-in.ts';

const COOKIE = '__Host-regent-session';

async function personOf(url: string, cookie: string): Promise<string | undefined> {
  const response = await fetch(`${url}/api/session`, { headers: { cookie } });
  return ((await response.json()) as { person?: { subject: string } }).person?.subject;
}

t.test('signing in makes another session, and ends the one before', async (t) => {
  const { url } = await startSignIn(t);
  const browser = new Browser();
  browser.cookies.set('localhost', new Map([[COOKIE, 'planted']]));
  await signInAs(browser, url, 'dana');
  const first = browser.cookie('localhost', COOKIE)!;
  t.not(first, 'planted');
  t.equal(await personOf(url, `${COOKIE}=planted`), undefined);

  browser.cookies.delete('127.0.0.1');
  await signInAs(browser, url, 'sam');
  const second = browser.cookie('localhost', COOKIE)!;
  t.not(second, first);
  t.equal(await personOf(url, `${COOKIE}=${first}`), undefined, 'the one before has ended');
  t.equal(await personOf(url, `${COOKIE}=${second}`), 'sam');

  const { csrf } = await readSession(browser, url);
  const headers = { origin: url, 'x-regent-csrf': csrf! };
  await browser.send(`${url}/api/session/logout`, { method: 'POST', headers });
  t.equal(await personOf(url, `${COOKIE}=${second}`), undefined, 'a stolen cookie after logout');
});

t.test('a second cookie of the name, from a sibling, signs nobody in', async (t) => {
  const { url } = await startSignIn(t);
  const [dana, evil] = [new Browser(), new Browser()];
  await signInAs(dana, url, 'dana');
  await signInAs(evil, url, 'sam');
  const [good, tossed] = [dana, evil].map(
    (browser) => `${COOKIE}=${browser.cookie('localhost', COOKIE)}`,
  );
  t.equal(await personOf(url, `${tossed}; ${good}`), undefined);
  t.equal(await personOf(url, `${good}; ${tossed}`), undefined);
  t.equal(await personOf(url, good!), 'dana');
  t.equal(await personOf(url, good!.replace('__Host-', '')), undefined);
});

t.test('cookies are for this host, TLS and no script', async (t) => {
  const { url } = await startSignIn(t);
  const browser = new Browser();
  const begun = await browser.send(`${url}/auth/oidc/example`);
  t.match(begun.headers.getSetCookie(), [
    /^__Host-regent-oidc=[\w-]+; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=600$/,
  ]);
  const page = await signInAs(new Browser(), url, 'dana', { stop: /callback/ });
  t.match(page.url, /callback\?code=/);
  t.equal(readCookie(['a=1; b=2', 'b=3'], 'b'), undefined);
  t.equal(readCookie(['a=1;b=2'], 'b'), '2');
});
