/** XML that two parsers read in two ways: what is signed must be what is read. */
import fc from 'fast-check';
import t from 'tap';
import { readSamlText } from '../../gateway/sign-in/check-saml-text.ts';
import { isRefused, signed, startSaml } from '../helpers/saml-sign-in.ts';

t.test('comments, entities and sections in a signed name', async (t) => {
  const parts = await startSaml(t);
  // Canonicalisation leaves comments out, so that the signature over `dana.evil` still fits.
  const cut = (xml: string): string => xml.replace('>dana.evil<', '>dana<!-- -->.evil<');
  const { browser, request } = await parts.begin();
  await isRefused(
    t,
    parts,
    browser,
    cut(signed(parts.idp, request, { nameId: 'dana.evil' })),
    'a comment in NameID',
  );
  const spoil: Record<string, (xml: string) => string> = {
    'a document type': (xml) => `<!DOCTYPE r [<!ENTITY e "dana">]>${xml}`,
    'an entity': (xml) => xml.replace('>dana<', '>&e;<'),
    CDATA: (xml) => xml.replace('>dana<', '><![CDATA[dana]]><'),
    'a processing instruction': (xml) => xml.replace('>dana<', '>da<?x y?>na<'),
    'a stylesheet': (xml) => `<?xml-stylesheet href="x"?>${xml}`,
  };
  for (const [name, change] of Object.entries(spoil)) {
    const { browser, request } = await parts.begin();
    await isRefused(t, parts, browser, change(signed(parts.idp, request)), name);
  }
});

t.test('whatever is posted is read as it is, or refused in our words', (t) => {
  const piece = fc.oneof(
    fc.constantFrom('<', '>', '!', '--', '?', '&', ';', 'amp', '<!', '<?xml ?>', 'Algorithm="x"'),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = `<a>${pieces.join('')}</a>`;
      const encoded = Buffer.from(text).toString('base64');
      try {
        const read = readSamlText(encoded);
        return read === text && !read.includes('<!') && !/Algorithm="x"/.test(read);
      } catch (error) {
        return (error as Error).name === 'SignInError';
      }
    }),
  );
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        readSamlText(text);
        return false;
      } catch (error) {
        return (error as Error).name === 'SignInError';
      }
    }),
  );
  t.end();
});
