/** A link that signs in here and ends at somebody else's page. */
import fc from 'fast-check';
import t from 'tap';
import { readReturnTo } from '../../gateway/sign-in/return-to.ts';

t.test('what leads elsewhere, or into signing in again, leads to the inbox', (t) => {
  for (const to of [
    'https://evil.example',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/%0a/evil.example\n',
    'javascript:alert(1)',
    'inbox',
    '',
    '/.//evil.example',
    '/x/..//evil.example',
    '/api/session/logout',
    '/auth/oidc/example',
    '/x/../auth/oidc/example',
    `/${'x'.repeat(2000)}`,
    '/inbox#x',
    '/inbox\u202e',
  ]) {
    t.equal(readReturnTo(to), '/inbox', JSON.stringify(to));
  }
  t.equal(readReturnTo(undefined), '/inbox');
  t.equal(readReturnTo('/inbox/apr_1'), '/inbox/apr_1');
  t.equal(readReturnTo('/activity?state=open&q=%2F'), '/activity?state=open&q=%2F');
  t.end();
});

t.test('whatever it is, it stays on our own origin', (t) => {
  const piece = fc.oneof(
    fc.constantFrom('/', '\\', '.', '..', '//', '@', ':', '?', '#', '%2f', '%5c', 'http:', '\t'),
    fc.string({ maxLength: 4 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const to = readReturnTo(`/${pieces.join('')}`);
      for (const origin of ['https://own.example', 'http://localhost:8081']) {
        if (new URL(to, origin).origin !== origin) return false;
      }
      return to.startsWith('/') && !to.startsWith('//') && !/[\\\s]/.test(to);
    }),
  );
  t.end();
});
