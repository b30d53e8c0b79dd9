import t from 'tap';
import { createIdentifier } from '../../gateway/identity/identifier.ts';
import type { IssuerConfig } from '../../gateway/types.ts';
import { createTestIssuer } from '../helpers/tokens.ts';
import { withDiscovery } from './support.ts';

void t.test('an unsafe configuration does not start, and every fault is named', async (t) => {
  const issuer = await createTestIssuer();
  t.teardown(() => issuer.close());
  const { config } = issuer;
  const issuers: IssuerConfig[] = [
    config,
    { ...config, algorithms: ['RS256', 'HS256', 'none', 'dir'] },
    { ...config, issuer: 'b', jwksUrl: 'http://id.example/jwks' },
    withDiscovery(issuer, 'http://id.example'),
    withDiscovery(issuer, 'a-name'),
    { ...config, issuer: 'file-issuer', jwksUrl: 'http://id.example', jwksFile: '/jwks.json' },
  ];
  t.throws(() => createIdentifier(issuers, { purpose: 'agent' }), {
    name: 'SetupError',
    faults: [
      'identity.issuers[1].algorithms: HS256 is not an asymmetric algorithm',
      'identity.issuers[1].algorithms: none is not an asymmetric algorithm',
      'identity.issuers[1].algorithms: dir is not an asymmetric algorithm',
      'identity.issuers[1].issuer is the same as that of identity.issuers[0]',
      'identity.issuers[2].jwks_url must be https',
      'identity.issuers[3].issuer must be https',
      'identity.issuers[4].issuer must be a URL',
    ],
  });
});
