/** A page of somebody else's that makes a signed-in browser change something. */
import t from 'tap';
import { Browser } from '../helpers/browser.ts';
import { readSession, signInAs, startSignIn } from '../helpers/sign-in.ts';

t.test('only our own page changes anything with a session', async (t) => {
  const { url } = await startSignIn(t);
  const browser = new Browser();
  await signInAs(browser, url, 'dana');
  const { csrf } = await readSession(browser, url);
  const json = { 'content-type': 'application/json' };
  const good = { ...json, origin: url, 'x-regent-csrf': csrf!, 'sec-fetch-site': 'same-origin' };
  const post = (headers: Record<string, string>, body = '{"reason":"x"}') =>
    browser.send(`${url}/api/approvals/apr_x/deny`, { method: 'POST', headers, body });

  // Past the checks there is no such approval.
  t.equal((await post(good)).status, 404, 'from our page');
  const { origin: _, ...withoutOrigin } = good;
  t.equal((await post(withoutOrigin)).status, 404, 'a browser that says where from otherwise');
  const { 'x-regent-csrf': __, ...withoutToken } = good;
  const { 'sec-fetch-site': ___, ...bare } = withoutOrigin;
  const other = await signOther(url);
  for (const [name, headers] of Object.entries<Record<string, string>>({
    'no token': withoutToken,
    'a wrong token': { ...good, 'x-regent-csrf': 'x'.repeat(43) },
    'an empty token': { ...good, 'x-regent-csrf': '' },
    "another session's token": { ...good, 'x-regent-csrf': other },
    'another origin': { ...good, origin: 'https://evil.example' },
    'an origin that begins like ours': { ...good, origin: `${url}.evil.example` },
    'no origin at all': bare,
    'the origin of a sandbox': { ...good, origin: 'null' },
    'a sibling of our site': { ...good, 'sec-fetch-site': 'same-site' },
    'a sibling, without origin': { ...withoutOrigin, 'sec-fetch-site': 'same-site' },
    'a link that was followed': { ...withoutOrigin, 'sec-fetch-site': 'none' },
    'another port of this host': { ...good, origin: 'http://localhost:1' },
  })) {
    const { status, text } = await post(headers);
    t.equal(status, 403, name);
    t.match(JSON.parse(text), { code: 'cross-site-request' }, name);
  }
  // What a form can send without being asked is no body.
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
    t.equal((await post({ ...good, 'content-type': type })).status, 400, type);
  }
  const logout = { method: 'POST', headers: { origin: 'https://evil.example' } };
  t.equal((await browser.send(`${url}/api/session/logout`, logout)).status, 403);
  t.match((await readSession(browser, url)).person, { subject: 'dana' });
});

async function signOther(url: string): Promise<string> {
  const browser = new Browser();
  await signInAs(browser, url, 'sam');
  return (await readSession(browser, url)).csrf!;
}
