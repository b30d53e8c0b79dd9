/** Keys that can be guessed: of a short secret every token tells the value to who tries them all. */
import t from 'tap';
import { KEYS, mask, refusalOf, text, token } from '../redaction/methods/helpers.ts';

const METHODS = [
  mask('hash'),
  mask('pseudonym'),
  mask('pseudonym', { preserve: 'email' }),
  mask('pseudonym', { preserve: 'digits' }),
];

for (const method of METHODS) {
  void t.test(`${method.with} ${method.preserve ?? ''}`, async (t) => {
    const value = text('a1234567@b.c');
    for (const secret of ['', 'x', 'x'.repeat(31)]) {
      const detail = refusalOf(() => token(value, method, { keys: () => [{ id: 'k1', secret }] }));
      t.match(detail, /redaction\.keys has a secret of less than 32 bytes/);
    }
    const keys = () => [{ id: 'k1', secret: 'é'.repeat(16) }];
    t.ok(token(value, method, { keys }), 'bytes are counted, not characters');
  });
}

void t.test(
  'a short key after a good one is refused too, and so is encryption with it',
  async (t) => {
    const keys = () => [...KEYS.keys(), { id: 'old', secret: 'short' }];
    for (const method of [...METHODS, mask('encrypt')]) {
      const run = () => token(text('a1234567@b.c'), method, { ...KEYS, keys });
      t.match(refusalOf(run), /less than 32 bytes/);
    }
  },
);
