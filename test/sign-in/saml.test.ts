/** Signing in by SAML 2.0, at an identity provider that signs with xml-crypto. */
import t from 'tap';
import { Browser } from '../helpers/browser.ts';
import { assertionId, signElement } from '../helpers/saml-idp.ts';
import { post, signed, startSaml } from '../helpers/saml-sign-in.ts';
import { readSession } from '../helpers/sign-in.ts';

t.test('somebody signs in by the page of the provider', async (t) => {
  const { url, idp } = await startSaml(t, (way) => ({ ...way, groups: { dpo: 'officers' } }));
  const browser = new Browser();
  const asked = await browser.go(`${url}/auth/saml/company?to=/health`);
  const page = await browser.submit(asked, {});
  t.equal(page.url, `${url}/health`);
  const session = await readSession(browser, url);
  t.match(session, {
    ways: [{ name: 'company', kind: 'saml', url: '/auth/saml/company' }],
    person: { issuer: idp.entityId, subject: 'dana', groups: ['officers'], reader: false },
  });
});

t.test(
  'a response may be signed too, and the session ends when the provider says so',
  async (t) => {
    const { url, idp, begin } = await startSaml(t);
    const { browser, request } = await begin();
    const inner = signed(idp, request, { sessionUntil: 60_000 });
    const id = /<samlp:Response [^>]*ID="([^"]*)"/.exec(inner)![1]!;
    const page = await post(browser, url, signElement(inner, id, idp.pair));
    t.equal(page.headers.get('location'), '/inbox');
    const { expires_at: end } = await readSession(browser, url);
    t.ok(Date.parse(end!) <= Date.now() + 60_000);
    t.not(assertionId(inner), '');
  },
);

t.test('the metadata names what the provider must know', async (t) => {
  const { url } = await startSaml(t);
  const page = await new Browser().send(`${url}/auth/saml/company/metadata`);
  t.match(page.headers.get('content-type'), /^application\/samlmetadata\+xml/);
  t.match(page.text, `entityID="${url}/auth/saml/company/metadata"`);
  t.match(page.text, `Location="${url}/auth/saml/company/acs"`);
  t.match(page.text, 'WantAssertionsSigned="true"');
});
