/** What is encrypted is not opened: no key, no oracle, and the operator is told what to change. */
import { constants, createCipheriv, publicEncrypt, randomBytes } from 'node:crypto';
import t from 'tap';
import { readSamlText } from '../../gateway/sign-in/check-saml-text.ts';
import { Browser } from '../helpers/browser.ts';
import type { SigningPair } from '../helpers/saml-idp.ts';
import { isRefused, signed, startSaml } from '../helpers/saml-sign-in.ts';

const XENC = 'http://www.w3.org/2001/04/xmlenc#';

/** The response with its assertion encrypted as providers do it: AES-256-GCM under a key that is wrapped by RSA-OAEP. */
function encrypt(xml: string, { cert }: SigningPair): string {
  return xml.replace(/<saml:Assertion [^]*<\/saml:Assertion>/, (assertion) => {
    const [key, iv] = [randomBytes(32), randomBytes(12)];
    const cipher = createCipheriv('aes-256-gcm', key, iv);
    const data = Buffer.concat([iv, cipher.update(assertion), cipher.final(), cipher.getAuthTag()]);
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    const wrapped = publicEncrypt({ key: cert, padding }, key);
    const value = (bytes: Buffer): string =>
      `<xenc:CipherData><xenc:CipherValue>${bytes.toString('base64')}</xenc:CipherValue></xenc:CipherData>`;
    return (
      `<saml:EncryptedAssertion><xenc:EncryptedData xmlns:xenc="${XENC}" Type="${XENC}Element">` +
      `<xenc:EncryptionMethod Algorithm="http://www.w3.org/2009/xmlenc11#aes256-gcm"/>` +
      `<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><xenc:EncryptedKey>` +
      `<xenc:EncryptionMethod Algorithm="${XENC}rsa-oaep-mgf1p"/>${value(wrapped)}</xenc:EncryptedKey></ds:KeyInfo>` +
      `${value(data)}</xenc:EncryptedData></saml:EncryptedAssertion>`
    );
  });
}

t.test('an encrypted assertion signs nobody in', async (t) => {
  const parts = await startSaml(t);
  const { browser, request } = await parts.begin();
  const xml = encrypt(signed(parts.idp, request), parts.idp.pair);
  t.notMatch(xml, '<saml:Assertion ');
  await isRefused(t, parts, browser, xml, 'encrypted');
  const encoded = Buffer.from(xml).toString('base64');
  t.throws(() => readSamlText(encoded), /encrypted parts.*let the provider sign/);
  const metadata = await new Browser().send(`${parts.url}/auth/saml/company/metadata`);
  t.notMatch(metadata.text, 'use="encryption"', 'no key is offered to encrypt with');
});

t.test('nor does any other encrypted part', (t) => {
  for (const name of ['saml:EncryptedID', 'EncryptedAttribute', 'x:EncryptedAssertion']) {
    const encoded = Buffer.from(`<r><${name}>x</${name}></r>`).toString('base64');
    t.throws(() => readSamlText(encoded), /encrypted parts/, name);
  }
  t.end();
});
