/** Assertions that no provider of ours made, or made for somebody else. */
import t from 'tap';
import { assertionId, makeSigningPair, signElement, type Saying } from '../helpers/saml-idp.ts';
import { isRefused, post, signed, startSaml } from '../helpers/saml-sign-in.ts';

const SHA1 = 'http://www.w3.org/2000/09/xmldsig#rsa-sha1';
const SHA1_DIGEST = 'http://www.w3.org/2000/09/xmldsig#sha1';

t.test('what is not signed, or not by the provider', async (t) => {
  const parts = await startSaml(t);
  const { idp, begin } = parts;
  const { browser, request } = await begin();
  const { browser: other, request: second } = await begin();
  await isRefused(t, parts, browser, idp.response(request), 'unsigned');
  const xml = idp.response(second);
  await isRefused(
    t,
    parts,
    other,
    signElement(xml, assertionId(xml), makeSigningPair()),
    'another key',
  );

  const third = await begin();
  const whole = idp.response(third.request);
  const id = /<samlp:Response [^>]*ID="([^"]*)"/.exec(whole)![1]!;
  const outer = signElement(whole, id, idp.pair);
  await isRefused(t, parts, third.browser, outer, 'the response alone is signed');

  const fourth = await begin();
  const weak = idp.response(fourth.request);
  const bySha1 = signElement(weak, assertionId(weak), idp.pair, SHA1, SHA1_DIGEST);
  await isRefused(t, parts, fourth.browser, bySha1, 'signed with SHA-1');

  const fifth = await begin();
  const changed = signed(idp, fifth.request, { nameId: 'sam' }).replace('>sam<', '>dana<');
  await isRefused(t, parts, fifth.browser, changed, 'changed after it was signed');
});

t.test('what is signed and not for us, not now, not by the issuer that it names', async (t) => {
  const parts = await startSaml(t);
  const { idp, begin } = parts;
  const sayings: Record<string, Saying> = {
    'another audience': { audience: 'https://other.example' },
    'another recipient': { recipient: 'https://other.example/acs' },
    'another issuer': { issuer: 'https://other.example' },
    expired: { notBefore: -600_000, notOnOrAfter: -60_000 },
    'not yet valid': { notBefore: 120_000 },
    unsolicited: { inResponseTo: undefined, responseInResponseTo: undefined },
    'an answer to nothing in its confirmation': { inResponseTo: undefined },
    'an answer to another request': { inResponseTo: '_other', responseInResponseTo: '_other' },
    'signed in in the future': { authnAt: 600_000 },
    'a name that changes': { format: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient' },
    'no name': { nameId: '' },
    'a name of two lines': { nameId: 'dana&#10;sam' },
    'no confirmation': { confirmation: '' },
    'confirmed otherwise': {
      confirmation:
        '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:sender-vouches"/>',
    },
    'groups twice': {
      attributes:
        '<saml:Attribute Name="groups"><saml:AttributeValue>a</saml:AttributeValue></saml:Attribute><saml:Attribute Name="groups"><saml:AttributeValue>dpo</saml:AttributeValue></saml:Attribute>',
    },
  };
  for (const [name, saying] of Object.entries(sayings)) {
    const { browser, request } = await begin();
    await isRefused(t, parts, browser, signed(idp, request, saying), name);
  }
});

t.test('a response that was used, or is another browser’s', async (t) => {
  const parts = await startSaml(t);
  const { url, idp, begin } = parts;
  const { browser, request } = await begin();
  const cookie = browser.cookie('localhost', '__Host-regent-saml')!;
  const good = signed(idp, request);
  const victim = await begin();
  await isRefused(t, parts, victim.browser, good, 'in another browser');
  t.equal((await post(browser, url, good)).headers.get('location'), '/inbox');

  const thief = (await begin()).browser;
  thief.cookies.get('localhost')!.set('__Host-regent-saml', cookie);
  await isRefused(t, parts, thief, good, 'replayed');
  thief.cookies.get('localhost')!.set('__Host-regent-saml', cookie);
  await isRefused(t, parts, thief, signed(idp, request), 'another answer to the same request');
  await isRefused(t, parts, (await begin()).browser, 'PHNhbWw+', 'nonsense');
});
