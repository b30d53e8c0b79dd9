import t from 'tap';
import { catchRefusal, start } from '../identity/support.ts';

void t.test('two credentials are refused, even equal ones', async (t) => {
  const { issuer, identifier } = await start(t);
  const one = `Bearer ${await issuer.sign()}`;
  const two = `Bearer ${await issuer.sign({ sub: 'another' })}`;
  const cases = [
    { authorization: [one, two], proxyAuthorization: [] },
    { authorization: [one, one], proxyAuthorization: [] },
    { authorization: [one], proxyAuthorization: [two] },
    { authorization: [one], proxyAuthorization: [one] },
    { authorization: [], proxyAuthorization: [one, two] },
    { authorization: [one], proxyAuthorization: [''] },
    { authorization: [one, 'Basic YTpi'], proxyAuthorization: [] },
  ];
  for (const credentials of cases) {
    const refusal = await catchRefusal(identifier.identify(credentials));
    t.equal(refusal.code, 'credentials-ambiguous');
  }
});

void t.test('two tokens in one header are refused', async (t) => {
  const { issuer, identifier } = await start(t);
  const token = await issuer.sign();
  for (const value of [`Bearer ${token}, Bearer ${token}`, `Bearer ${token} ${token}`]) {
    const credentials = { authorization: [value], proxyAuthorization: [] };
    const refusal = await catchRefusal(identifier.identify(credentials));
    t.equal(refusal.code, 'credentials-malformed');
  }
});
