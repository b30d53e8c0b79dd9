/**
 * Signature wrapping: a good signature stays in the document, over an assertion that is moved aside, while
 * a forged one stands where it is read ("On Breaking SAML", USENIX Security 2012, names the shapes).
 */
import t from 'tap';
import { assertionId } from '../helpers/saml-idp.ts';
import { isRefused, signed, startSaml } from '../helpers/saml-sign-in.ts';

interface Pieces {
  /** The response up to its assertion. */
  head: string;
  /** The signed assertion of sam. */
  good: string;
  /** Its signature. */
  signature: string;
  /** An assertion of dana without a signature, with an ID of its own. */
  evil: string;
}

const END = '</samlp:Response>';
const CLOSE = '</saml:Assertion>';

const SHAPES: Record<string, (pieces: Pieces) => string> = {
  'XSW1: the forged one first, the good one beside': ({ head, good, evil }) =>
    head + evil + good + END,
  'XSW2: the good one first': ({ head, good, evil }) => head + good + evil + END,
  'XSW3: the good one inside the forged': ({ head, good, evil }) =>
    head + evil.replace(CLOSE, good + CLOSE) + END,
  'XSW4: the forged one inside the good': ({ head, good, evil }) =>
    head + good.replace(CLOSE, evil + CLOSE) + END,
  'XSW5: the signature in the forged one, the good one beside': ({ head, good, signature, evil }) =>
    head + insertSignature(evil, signature) + good.replace(signature, '') + END,
  'XSW6: the good one inside the signature of the forged': ({ head, good, signature, evil }) =>
    head +
    insertSignature(
      evil,
      signature.replace('</Signature>', `${good.replace(signature, '')}</Signature>`),
    ) +
    END,
  'XSW7: the good one in Extensions': ({ head, good, evil }) =>
    `${head}<samlp:Extensions>${good}</samlp:Extensions>${evil}${END}`,
  'XSW8: the good one in an Object of the signature': ({ head, good, signature, evil }) =>
    head +
    insertSignature(
      evil,
      signature.replace(
        '</Signature>',
        `<Object>${good.replace(signature, '')}</Object></Signature>`,
      ),
    ) +
    END,
  'the forged one has the same ID': ({ head, good, evil }) =>
    head + evil.replace(/ID="[^"]*"/, `ID="${assertionId(good)}"`) + good + END,
  'the good one is signed within, the forged one has its ID': ({ head, good, signature, evil }) =>
    head +
    insertSignature(evil, signature).replace(/ID="[^"]*"/, `ID="${assertionId(good)}"`) +
    END,
  'a response around the response': ({ head, good, evil }) =>
    `${head}${evil}<samlp:Extensions>${head}${good}${END}</samlp:Extensions>${END}`,
};

t.test('no shape of wrapping signs the forged person in', async (t) => {
  const parts = await startSaml(t);
  for (const [name, wrap] of Object.entries(SHAPES)) {
    const { browser, request } = await parts.begin();
    const xml = signed(parts.idp, request, { nameId: 'sam', groups: [] });
    const start = xml.indexOf('<saml:Assertion');
    const forged = parts.idp.response(request, { nameId: 'dana' });
    const pieces: Pieces = {
      head: xml.slice(0, start),
      good: xml.slice(start, xml.indexOf(END)),
      signature: /<Signature [^]*<\/Signature>/.exec(xml)![0],
      evil: forged.slice(forged.indexOf('<saml:Assertion'), forged.indexOf(END)),
    };
    await isRefused(t, parts, browser, wrap(pieces), name);
  }
});

function insertSignature(assertion: string, signature: string): string {
  return assertion.replace('</saml:Issuer>', `</saml:Issuer>${signature}`);
}
