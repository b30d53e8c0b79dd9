import t from 'tap';
import { catchRefusal, start } from '../identity/support.ts';

void t.test('schemes other than Bearer are refused, with a good token too', async (t) => {
  const { issuer, identifier } = await start(t);
  const token = await issuer.sign();
  const basic = Buffer.from(`user:${token}`).toString('base64');
  const values = [`Basic ${basic}`, `DPoP ${token}`, `Negotiate ${token}`, token, `Token ${token}`];
  for (const value of values) {
    for (const credentials of [
      { authorization: [value], proxyAuthorization: [] },
      { authorization: [], proxyAuthorization: [value] },
    ]) {
      const refusal = await catchRefusal(identifier.identify(credentials));
      t.equal(refusal.code, 'credentials-malformed');
    }
  }
});
