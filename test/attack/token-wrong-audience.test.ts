import t from 'tap';
import { start } from '../identity/support.ts';

void t.test('a token for somebody else is refused', async (t) => {
  const { issuer, identify, refuse } = await start(t);
  const audiences = [
    'urn:other',
    ['urn:other'],
    [],
    '',
    null,
    undefined,
    'urn:regent:gateway ',
    'URN:REGENT:GATEWAY',
    'urn:regent:gateway,urn:other',
    [['urn:regent:gateway']],
    { 0: 'urn:regent:gateway' },
    true,
  ];
  for (const aud of audiences) {
    const { code, detail } = await refuse(await issuer.sign({ aud }));
    t.equal(code, 'token-invalid', JSON.stringify(aud));
    t.match(detail, '`aud`');
  }
  await t.resolves(identify(await issuer.sign({ aud: ['urn:other', 'urn:regent:gateway'] })));
});
