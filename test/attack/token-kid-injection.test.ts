import t from 'tap';
import { start } from '../identity/support.ts';

void t.test('a kid is compared, nothing else', async (t) => {
  const { issuer, identify, refuse } = await start(t);
  const kids = [
    '../../../../dev/null',
    '/etc/passwd',
    'file:///etc/passwd',
    'http://127.0.0.1/jwks',
    "key-1' OR '1'='1",
    "x' UNION SELECT 'secret'; --",
    '$(id)',
    '`id`',
    '| cat /etc/passwd',
    'key-1\0',
    'key-1 ',
    'KEY-1',
    '',
    '__proto__',
    'constructor',
    'k'.repeat(8_000),
    0,
    null,
    ['key-1'],
    { kid: 'key-1' },
    true,
  ];
  for (const kid of kids) {
    const { code } = await refuse(await issuer.sign({}, { header: { kid } }));
    t.equal(code, 'token-invalid', JSON.stringify(kid).slice(0, 40));
  }
  await t.resolves(identify(await issuer.sign()));
  t.ok(issuer.fetches <= 2, 'and all of them caused one fetch at most');
});
