import fc from 'fast-check';
import t from 'tap';
import { splitEmail } from '../../../gateway/redaction/methods/email.ts';
import { json, KEYS, mask, refusalOf, replace, text, token } from './helpers.ts';

const EMAIL = mask('pseudonym', { preserve: 'email' });

void t.test('an address becomes an address that nobody has', async (t) => {
  const longest = { keys: () => [{ id: 'k'.repeat(16), secret: 'one '.repeat(8) }] };
  fc.assert(
    fc.property(fc.emailAddress(), fc.constantFrom(KEYS, longest), (address, keys) => {
      const result = token(text(address), EMAIL, keys);
      t.match(result, /^psn_[a-z0-9-]{1,16}_[0-9a-f]{32}@pseudonym\.invalid$/);
      t.ok(result.indexOf('@') <= 64, 'RFC 5321 section 4.5.3.1.1');
      t.ok(splitEmail(result), 'and may be masked again');
      t.equal(token(text(address), EMAIL, keys), result);
    }),
  );
});

void t.test('different addresses, scopes and forms have nothing in common', async (t) => {
  const tokens = [
    token(text('a@example.com'), EMAIL),
    token(text('b@example.com'), EMAIL),
    token(text('A@example.com'), EMAIL),
    token(text('a@example.com'), { ...EMAIL, scope: 'crm' }),
    token(text('a@example.com'), mask('pseudonym')),
  ];
  t.equal(new Set(tokens.map((each) => each.slice(0, 29))).size, tokens.length);
});

void t.test('what is not an address is refused', async (t) => {
  const texts = [
    '',
    '@',
    'a',
    'a@',
    '@b',
    'a@b@c',
    'a b@c',
    ' a@b.c',
    'a@b.c ',
    'a@b..c',
    'a@.b',
    'a@b.',
    '"a@b"@c.de',
    'a@[192.0.2.1]',
    'Alice <a@b.c>',
    'a@b.c, d@e.f',
    'a\n@b.c',
    'a@b.c\n',
    'a\u0000@b.c',
    `${'a'.repeat(65)}@b.c`,
    `a@${'b'.repeat(64)}.c`,
    `${'é'.repeat(33)}@b.c`,
    `a@${'b.'.repeat(127)}cc`,
  ];
  for (const each of texts) {
    t.match(
      refusalOf(() => replace(text(each), EMAIL)),
      /not an email address/,
      each,
    );
  }
  for (const source of ['1', 'null', 'true', '["a@b.c"]', '{"a":"a@b.c"}']) {
    t.match(
      refusalOf(() => replace(json(source), EMAIL)),
      /not an email address/,
      source,
    );
  }
});
