/** Documents that are made to cost time or stack. Whoever begins a sign-in may post them, so that they must be cheap. */
import t from 'tap';
import { SamlWay } from '../../gateway/sign-in/saml-way.ts';
import type { SamlWayConfig } from '../../gateway/types.ts';
import { makeSigningPair } from '../helpers/saml-idp.ts';

const WAY: SamlWayConfig = {
  name: 'company',
  label: 'Company',
  entityId: 'https://regent.example',
  idp: {
    entityId: 'https://idp.example',
    ssoUrl: 'https://idp.example/sso',
    certificates: [makeSigningPair().cert],
  },
  nameId: 'persistent',
  groupsAttribute: 'groups',
  clockTolerance: 30_000,
};

/** As many as fit. */
function fill(piece: string, bytes = 100_000): string {
  return piece.repeat(Math.floor(bytes / piece.length));
}

t.test('each is refused within the processor time that is allowed', async (t) => {
  const way = new SamlWay(WAY, { url: 'https://regent.example' });
  const { flow } = await way.begin({ to: '/inbox', fresh: false });
  const signature =
    '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo><Reference URI="#a"/></SignedInfo></Signature>';
  const wrap = (inside: string): string =>
    `<Response xmlns="urn:oasis:names:tc:SAML:2.0:protocol" ID="r" InResponseTo="${flow.id}">${inside}</Response>`;
  const documents: Record<string, string> = {
    'deep nesting': wrap(fill('<a>', 60_000) + fill('</a>', 80_000)),
    'an unclosed nest': wrap(fill('<a>')),
    'many signatures': wrap(`<Assertion ID="a">${fill(signature)}</Assertion>`),
    'many assertions': wrap(fill('<Assertion ID="a"/>')),
    'many attributes': wrap(
      `<a ${Array.from({ length: 5000 }, (_, index) => `b${index}="c"`).join(' ')}/>`,
    ),
    'many namespaces': wrap(
      `<a ${Array.from({ length: 3000 }, (_, index) => `xmlns:n${index}="urn:x"`).join(' ')}>${fill('<b/>', 20_000)}</a>`,
    ),
    'many references to characters': wrap(fill('&#65;')),
    'many broken references': wrap(fill('&')),
    'many spaces': wrap(`<a ${fill(' ')}/>`),
    'one long algorithm': wrap(`<a Algorithm${fill(' ')}/>`),
  };
  for (const [name, xml] of Object.entries(documents)) {
    const before = process.cpuUsage();
    const encoded = Buffer.from(xml).toString('base64');
    await t.rejects(way.finish(encoded, flow), { name: 'SignInError' }, name);
    const { user, system } = process.cpuUsage(before);
    t.comment(`${name}: ${Math.round((user + system) / 1000)} ms`);
    t.ok(user + system < 5_000_000, `${name} is cheap`);
  }
});
