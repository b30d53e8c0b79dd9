import t from 'tap';
import { readTarget } from '../../gateway/request/read-target.ts';

t.test('reads origin-form and absolute-form', async (t) => {
  t.strictSame(readTarget('/a?b=c?d', 100), { path: '/a', query: 'b=c?d' });
  t.strictSame(readTarget('http://CRM:80/a', 100), { authority: 'crm:80', path: '/a', query: '' });
  t.strictSame(readTarget('https://crm', 100), { authority: 'crm', path: '/', query: '' });
  t.strictSame(readTarget('http://crm?x', 100), { authority: 'crm', path: '/', query: 'x' });
});

t.test('refuses every other form', async (t) => {
  const targets = [
    '',
    '*',
    'crm:443',
    'ftp://crm/',
    '/a#b',
    '/a b',
    '/\u00fc',
    '/\x7f',
    'http://u:p@crm/',
    'a/b',
    'http:/crm',
  ];
  for (const target of targets) {
    t.throws(() => readTarget(target, 100), { code: 'invalid-target' }, target);
  }
  t.throws(() => readTarget(`/${'a'.repeat(100)}`, 100), { code: 'target-too-long' });
});
