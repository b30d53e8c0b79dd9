import t from 'tap';
import { start } from '../identity/support.ts';

void t.test(
  'critical extensions and unencoded payloads are refused, though well signed',
  async (t) => {
    const { issuer, refuse } = await start(t);
    const headers = [{ crit: ['b64'], b64: true }, { b64: true }, { b64: false }, { b64: null }];
    for (const header of headers) {
      const { code, detail } = await refuse(await issuer.sign({}, { header }));
      t.equal(code, 'token-invalid', JSON.stringify(header));
      t.match(detail, '`crit` and `b64`');
    }
  },
);

void t.test('so are those that the test’s own library refuses to sign', async (t) => {
  const { refuse, issuer } = await start(t);
  const [, claims, signature] = (await issuer.sign()).split('.');
  const headers = [{ crit: ['b64'], b64: false }, { crit: ['urn:x'], 'urn:x': 1 }, { crit: [] }];
  for (const extension of headers) {
    const header = { alg: 'ES256', kid: 'key-1', typ: 'at+jwt', ...extension };
    const encoded = Buffer.from(JSON.stringify(header)).toString('base64url');
    const { code, detail } = await refuse(`${encoded}.${claims}.${signature}`);
    t.equal(code, 'token-invalid', JSON.stringify(extension));
    t.match(detail, '`crit` and `b64`');
  }
});
