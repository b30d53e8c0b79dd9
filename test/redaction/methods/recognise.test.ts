import fc from 'fast-check';
import t from 'tap';
import { recognise } from '../../../gateway/redaction/methods/recognise.ts';
import {
  json,
  KEYS,
  makePair,
  mask,
  number,
  refusalOf,
  text,
  TEXT,
  token,
  VALUE,
} from './helpers.ts';

const SURE = [
  mask('redact'),
  mask('redact', { text: 'hidden by order' }),
  mask('redact', { text: '' }),
  mask('encrypt'),
  mask('hash'),
  mask('hash', { scope: 'a' }),
  mask('pseudonym'),
];

void t.test('what a mask leaves is recognised', async (t) => {
  fc.assert(
    fc.property(VALUE, fc.constantFrom(...SURE), (value, each) => {
      t.equal(recognise(token(value, each), each, KEYS), 'mask');
    }),
  );
  const keep = fc.nat({ max: 4 });
  fc.assert(
    fc.property(TEXT, keep, keep, (value, keep_first, keep_last) => {
      const partial = mask('partial', { keep_first, keep_last });
      t.equal(recognise(token(text(value), partial), partial, KEYS), 'mask');
    }),
  );
  const email = mask('pseudonym', { preserve: 'email' });
  t.equal(recognise(token(text('a@b.c'), email), email, KEYS), 'mask');
});

void t.test('data is not', async (t) => {
  const data = fc.oneof(TEXT, fc.emailAddress(), fc.webUrl(), fc.uuid(), fc.lorem());
  const masks = [...SURE.filter((each) => each.text !== ''), mask('partial', { keep_last: 4 })];
  fc.assert(
    fc.property(data, fc.constantFrom(...masks), (value, each) => {
      t.equal(recognise(value, each, KEYS), value.includes('***') ? 'mask' : 'no');
    }),
  );
});

void t.test('where data may look the same, nothing is recognised', async (t) => {
  const digits = mask('pseudonym', { preserve: 'digits' });
  t.equal(recognise(token(text('1234567'), digits), digits, KEYS), 'no');
  const year = mask('generalise', { to: 'year' });
  t.equal(recognise(token(text('1984-03-12'), year), year, KEYS), 'no');
  const range = mask('generalise', { to: 'range', step: 10 });
  t.equal(recognise(token(number('35'), range), range, KEYS), 'no');
  for (const each of [mask('null'), mask('remove')]) {
    for (const value of ['', 'null', '[redacted]']) t.equal(recognise(value, each, KEYS), 'no');
  }
});

void t.test('a token of another method, key or gateway is data', async (t) => {
  const others = { keys: () => [{ id: 'k2', secret: 'two '.repeat(8) }], encryption: makePair() };
  others.encryption.id = 'enc-2';
  for (const each of [mask('hash'), mask('pseudonym'), mask('encrypt')]) {
    t.equal(recognise(token(json('"a"'), each, others), each, KEYS), 'no');
  }
  t.equal(recognise(token(json('"a"'), mask('hash')), mask('pseudonym'), KEYS), 'no');
  t.equal(recognise(token(json('"a"'), mask('pseudonym')), mask('hash'), KEYS), 'no');
});

void t.test('without the keys of a mask nothing passes as data', async (t) => {
  const none = { keys: () => [] };
  for (const each of [mask('hash'), mask('pseudonym')]) {
    t.match(
      refusalOf(() => recognise('a', each, none)),
      /redaction\.keys is missing/,
    );
  }
  t.match(
    refusalOf(() => recognise('a', mask('encrypt'), none)),
    /redaction\.encryption is missing/,
  );
});
