import fc from 'fast-check';
import t from 'tap';
import { openEncrypted } from '../../../gateway/redaction/methods/open.ts';
import type { Detector, HeaderMask } from '../../../schemas/types.ts';
import { KEYS, mask, refusalOf, replaceText, text, TEXT, token } from './helpers.ts';

void t.test('a text becomes what the JSON string of it becomes', async (t) => {
  const masks = [
    mask('redact', { text: 'x' }),
    mask('redact'),
    mask('partial', { keep_last: 2 }),
    mask('hash'),
    mask('pseudonym', { scope: 'a' }),
  ];
  fc.assert(
    fc.property(TEXT, fc.constantFrom(...masks), (value, each) => {
      t.equal(replaceText(value, each), token(text(value), each));
    }),
  );
  const digits = mask('pseudonym', { preserve: 'digits' });
  t.equal(replaceText('4111 1111', digits), token(text('4111 1111'), digits));
});

void t.test('the JSON string of a text is encrypted', async (t) => {
  const method = mask('encrypt');
  t.equal(openEncrypted(replaceText('a"b', method), method, KEYS), '"a\\"b"');
});

void t.test('masks of headers and detectors serve as methods', async (t) => {
  const header: HeaderMask = { name: 'x-user', with: 'partial', keep_first: 1 };
  const detector: Detector = { type: 'email', with: 'redact', text: '<email>' };
  t.equal(replaceText('alice', header), 'a***');
  t.equal(replaceText('alice@example.com', detector), '<email>');
  t.match(
    refusalOf(() => replaceText('a', { with: 'pseudonym', preserve: 'email' })),
    /^A mask selects what is not an email address/,
  );
});

void t.test('null leaves a text empty, and a text that is a number lies in a range', async (t) => {
  const range = mask('generalise', { to: 'range', step: 10 });
  t.equal(replaceText('a', mask('null')), '');
  t.equal(replaceText('1984-03-12', mask('generalise', { to: 'year' })), '1984');
  t.equal(replaceText('-3.5', range), '-10--1');
  for (const each of ['', ' 35', '035', '35 ', '0x23', 'NaN', '1,5', '.5', '5.', '+5', '3５']) {
    t.match(
      refusalOf(() => replaceText(each, range)),
      /not a number/,
      each,
    );
  }
});

void t.test('nothing is removed here', async (t) => {
  t.match(
    refusalOf(() => replaceText('a', mask('remove'))),
    /cannot be removed/,
  );
});
