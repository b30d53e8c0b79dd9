import { X509Certificate } from 'node:crypto';
import t from 'tap';
import { createClient } from '../../bundles/server/client.ts';
import { makeCertificate } from '../config/certificates.ts';
import { CLAIMS, grantAll, makeBundle, startTestServer } from './support.ts';

const PUBLISH = { action: 'publish', reason: '' } as const;

function fingerprintOf(cert: string): string {
  return new X509Certificate(cert).fingerprint256.replaceAll(':', '').toLowerCase();
}

t.test('a client certificate says who calls', async (t) => {
  const tls = makeCertificate();
  const [known, other, foreign] = ['ops', 'other', 'ops'].map((name) => makeCertificate({ name }));
  const both = makeCertificate({ name: 'both' });
  const server = await startTestServer((issuer) => {
    const { token, ...grant } = grantAll(issuer);
    return {
      listen: { host: '127.0.0.1', port: 0, tls },
      clientCa: known!.cert + other!.cert + both.cert,
      grants: [
        {
          ...grant,
          name: 'one',
          certificate: { fingerprint: fingerprintOf(known!.cert), subject: 'CN=ops' },
        },
        { ...grant, name: 'two', token: token!, certificate: { subject: 'CN=both' } },
      ],
    };
  });
  t.teardown(() => server.stop());
  const access = { server: server.url, ca: tls.cert };
  const bytes = await makeBundle('one');

  const entry = await createClient({ ...access, ...known! }).change('staging', PUBLISH, bytes);
  t.equal(entry.by, `CN=ops (${fingerprintOf(known!.cert)})`);
  t.same(entry.allowed_by, ['one']);

  const next = await makeBundle('one', { sequence: 2 });
  const token = await server.issuer.sign(CLAIMS);
  const refused: [string, object, RegExp][] = [
    ['another certificate of the authority', other!, /forbidden/],
    ['the same name from another authority', foreign!, /token-invalid/],
    ['none', {}, /credentials-missing/],
    ['a certificate without the token that the grant wants too', both, /forbidden/],
    ['the token without the certificate', { token }, /forbidden/],
    ['a bad token beside a good certificate', { ...known!, token: `${token}x` }, /token-invalid/],
  ];
  for (const [name, credentials, reason] of refused) {
    const client = createClient({ ...access, ...credentials });
    await t.rejects(client.change('staging', PUBLISH, next), reason, name);
  }
  const client = createClient({ ...access, ...both, token });
  t.same((await client.change('staging', PUBLISH, next)).allowed_by, ['two']);
});
