/** Section `console`: what a mistaken operator writes is told with its place and the remedy. */
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { makeCertificate } from './certificates.ts';
import { faultsOf, goodFile, load, makeDirectory, type Raw } from './setup.ts';

const directory = makeDirectory(t);
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
writeFileSync(join(directory, 'idp.crt'), makeCertificate({ keys }).cert);
const weak = generateKeyPairSync('rsa', { modulusLength: 1024 });
writeFileSync(join(directory, 'weak.crt'), makeCertificate({ keys: weak }).cert);

const oidc = { name: 'company', issuer: 'https://login.example', client_id: 'regent' };
const idp = {
  entity_id: 'https://idp.example',
  sso_url: 'https://idp.example/sso',
  certificates: ['idp.crt'],
};
const saml = { name: 'partner', idp };
const url = 'https://regent.internal:9443';

function withConsole(section: Raw, issuer: Raw = {}): Raw {
  const file = goodFile();
  file['identity'].issuers[0] = { ...file['identity'].issuers[0], ...issuer };
  return { ...file, console: section };
}

t.test('a short section has its defaults', async (t) => {
  const { console } = await load(directory, withConsole({ url, oidc: [oidc], saml: [saml] }));
  t.match(console, {
    url,
    session: { maxAge: 8 * 3_600_000, idle: 1_800_000 },
    oidc: [{ name: 'company', label: 'company', scopes: ['openid', 'profile'] }],
    saml: [{ entityId: `${url}/auth/saml/partner/metadata`, nameId: 'persistent' }],
  });
  t.equal((await load(directory, goodFile())).console, undefined);
});

t.test('groups of a way count instead of those of the section', async (t) => {
  const groups = { a: 'dpo' };
  const own = { ...oidc, groups: { b: 'support' } };
  const { console } = await load(
    directory,
    withConsole({ url, groups, oidc: [own], saml: [saml] }),
  );
  t.strictSame(console?.oidc[0]?.groups, { b: 'support' });
  t.strictSame(console?.saml[0]?.groups, groups);
});

t.test('faults', async (t) => {
  const cases: [Raw, RegExp, Raw?][] = [
    [{}, /console\.url is missing/],
    [{ url: 'http://regent.internal' }, /console\.url must be https/],
    [{ url: `${url}/` }, /console\.url must be an origin, such as https:\/\/regent\.internal:9443/],
    [{ url: `${url}/page` }, /console\.url must be an origin/],
    [{ url, session: { idle: '9h' } }, /console\.session\.idle must be at most max_age/],
    [{ url, session: { max_age: '25h' } }, /console\.session\.max_age must be at most 24h/],
    [
      { url, oidc: [oidc, { ...oidc, issuer: 'https://b.example' }] },
      /oidc\[1\]\.name is the same/,
    ],
    [{ url, oidc: [oidc, { ...oidc, name: 'b' }] }, /console\.oidc\[1\]\.issuer is the same/],
    [{ url, oidc: [{ ...oidc, scopes: ['profile'] }] }, /oidc\[0\]\.scopes must hold openid/],
    [{ url, oidc: [{ ...oidc, name: 'A/b' }] }, /console\.oidc\[0\]\.name/],
    [
      { url, oidc: [{ ...oidc, issuer: 'http://login.example' }] },
      /oidc\[0\]\.issuer must be https/,
    ],
    [
      { url, oidc: [{ ...oidc, client_secret: { file: 'none' } }] },
      /oidc\[0\]\.client_secret cannot/,
    ],
    [
      { url, oidc: [{ ...oidc, person_claim: 'email' }], saml: [saml] },
      /console\.saml\[0\]\.person_attribute is missing: .* would count twice/,
    ],
    [{ url, saml: [saml] }, /person_attribute is missing/, { person_claim: 'email' }],
    [
      { url, saml: [{ ...saml, idp: { ...idp, certificates: ['none.crt'] } }] },
      /certificates\[0\] must be a file with the provider's certificate/,
    ],
    [
      { url, saml: [{ ...saml, idp: { ...idp, certificates: ['cert.pem'] } }] },
      /its key must be of RSA with at least 2048 bits/,
    ],
    [
      { url, saml: [{ ...saml, idp: { ...idp, certificates: ['weak.crt'] } }] },
      /its key must be of RSA with at least 2048 bits/,
    ],
    [{ url, saml: [{ ...saml, name_id: 'transient' }] }, /console\.saml\[0\]\.name_id/],
  ];
  for (const [section, fault, issuer] of cases) {
    const faults = await faultsOf(directory, withConsole(section, issuer));
    t.match(faults.join('\n'), fault);
  }
});

t.test('a provider whose tokens are believed has the same claim of the person', async (t) => {
  const issuer = { issuer: oidc.issuer, person_claim: 'email' };
  const { console } = await load(directory, withConsole({ url, oidc: [oidc] }, issuer));
  t.equal(console?.oidc[0]?.personClaim, 'email');
});

t.test('the page is among the origins at which passkeys are used', async (t) => {
  const passkeys = { rp_id: 'regent.internal', origins: [url] };
  const file: Raw = { ...withConsole({ url, oidc: [oidc] }), approvals: { passkeys } };
  t.strictSame((await load(directory, file)).approvals.passkeys?.origins, [url]);
  const other = { ...passkeys, origins: ['https://regent.internal'] };
  t.match(await faultsOf(directory, { ...file, approvals: { passkeys: other } }), [
    `approvals.passkeys.origins must have ${url}, the page of console.url`,
  ]);
  const { console: _, ...without } = file;
  const alone = { ...without, approvals: { passkeys: other } };
  t.ok((await load(directory, alone)).approvals.passkeys, 'without a page any will do');
});
