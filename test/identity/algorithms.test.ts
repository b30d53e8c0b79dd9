import t from 'tap';
import { start } from './support.ts';

const ALGORITHMS = [
  'EdDSA',
  'Ed25519',
  'ES256',
  'ES384',
  'ES512',
  'PS256',
  'PS384',
  'PS512',
  'RS256',
  'RS384',
  'RS512',
];

for (const algorithm of ALGORITHMS) {
  void t.test(`${algorithm} verifies where it is allowed, and only there`, async (t) => {
    const { issuer, identify } = await start(t, { algorithms: [algorithm] }, {}, algorithm);
    t.equal((await identify(await issuer.sign())).subject, 'support-agent');
    const others = ALGORITHMS.filter((other) => other !== algorithm);
    const strict = await start(t, { algorithms: others }, {}, algorithm);
    const { code, detail } = await strict.refuse(await strict.issuer.sign());
    t.equal(code, 'token-invalid');
    t.match(detail, '`alg`');
  });
}
