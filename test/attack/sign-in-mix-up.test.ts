/** Codes and answers that belong to another sign-in. */
import t from 'tap';
import { Browser } from '../helpers/browser.ts';
import { signInAs, startSignIn } from '../helpers/sign-in.ts';

const COOKIE = '__Host-regent-session';
const CALLBACK = /\/callback\?/;

t.test('an answer counts in the browser that began, once, and unchanged', async (t) => {
  const { url, provider } = await startSignIn(t);
  const answerFor = async (browser: Browser): Promise<URL> =>
    new URL((await signInAs(browser, url, 'dana', { stop: CALLBACK })).url);
  const isRefused = async (browser: Browser, address: string | URL, name: string) => {
    const page = await browser.send(String(address));
    t.match(page.headers.get('location'), /^\/sign-in\?error=(refused|expired|cancelled)$/, name);
    t.equal(browser.cookie('localhost', COOKIE), undefined, name);
  };
  const change = async (name: string, edit: (address: URL) => void) => {
    const browser = new Browser();
    const address = await answerFor(browser);
    edit(address);
    await isRefused(browser, address, name);
  };

  const attacker = new Browser();
  const stolen = await answerFor(attacker);
  await isRefused(new Browser(), stolen, "another's code in a browser that began nothing");
  const victim = new Browser();
  await victim.send(`${url}/auth/oidc/example`);
  await isRefused(victim, stolen, "another's code in a browser that began too");
  const second = new Browser();
  const own = await answerFor(second);
  own.searchParams.set('code', stolen.searchParams.get('code')!);
  await isRefused(second, own, "another's code under one's own state (PKCE, nonce)");

  await change('another state', (address) => address.searchParams.set('state', 'x'));
  await change('no state', (address) => address.searchParams.delete('state'));
  await change('two states', (address) => address.searchParams.append('state', 'x'));
  await change('another issuer', (address) =>
    address.searchParams.set('iss', 'https://evil.example'),
  );
  await change('no issuer', (address) => address.searchParams.delete('iss'));
  await change('no code', (address) => address.searchParams.delete('code'));
  await change('an error', (address) => address.searchParams.set('error', 'access_denied'));
  t.match(stolen.searchParams.get('iss'), provider.issuer);
});

t.test('a cookie of one way is none of another', async (t) => {
  const { url } = await startSignIn(t, (section) => ({
    ...section,
    oidc: [...section.oidc, { ...section.oidc[0]!, name: 'other' }],
  }));
  const browser = new Browser();
  const page = await signInAs(browser, url, 'dana', { stop: CALLBACK });
  const swapped = await browser.send(page.url.replace('/example/', '/other/'));
  t.equal(swapped.headers.get('location'), '/sign-in?error=expired');
});

t.test('whoever cancels is not signed in, and a provider that is away is said', async (t) => {
  const { url, provider } = await startSignIn(t);
  const browser = new Browser();
  const asked = await browser.go(`${url}/auth/oidc/example`);
  const page = await browser.submit(asked, { account: '' }, /\/sign-in\?error/);
  t.equal(page.url, `${url}/sign-in?error=cancelled`);
  await provider.close();
  const { url: away } = await startSignIn(t, (section) => ({
    ...section,
    oidc: [{ ...section.oidc[0]!, issuer: provider.issuer }],
  }));
  const gone = await new Browser().send(`${away}/auth/oidc/example`);
  t.equal(gone.headers.get('location'), '/sign-in?error=unavailable');
});
