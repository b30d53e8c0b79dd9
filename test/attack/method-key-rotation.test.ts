/**
 * A new key: tokens of the old one must not pass for data, nor for tokens of the new one, and a key
 * that is gone must not be taken for one that is there.
 */
import t from 'tap';
import type { MaskKeys } from '../../gateway/redaction/methods/keyring.ts';
import { openEncrypted } from '../../gateway/redaction/methods/open.ts';
import { recognise } from '../../gateway/redaction/methods/recognise.ts';
import { KEYS, makePair, mask, text, token } from '../redaction/methods/helpers.ts';

const OLD = { id: 'k1', secret: 'one '.repeat(8) };
const NEW = { id: 'k2', secret: 'two '.repeat(8) };

function withKeys(...keys: (typeof OLD)[]): MaskKeys {
  return { ...KEYS, keys: () => keys };
}

const METHODS = [mask('hash'), mask('pseudonym'), mask('pseudonym', { preserve: 'email' })];

for (const method of METHODS) {
  void t.test(`${method.with} ${method.preserve ?? ''}`, async (t) => {
    const before = token(text('a@b.c'), method, withKeys(OLD));
    const after = token(text('a@b.c'), method, withKeys(NEW, OLD));
    t.match(before, /^[a-z]{3}_k1_/, 'a token tells its key');
    t.match(after, /^[a-z]{3}_k2_/, 'the first key makes the tokens');
    t.not(before.slice(7), after.slice(7));
    for (const each of [before, after]) {
      t.equal(recognise(each, method, withKeys(NEW, OLD)), 'mask');
      t.equal(recognise(each, method, withKeys(OLD, NEW)), 'mask');
    }
    const known = method.preserve === 'email' ? 'mask' : 'no';
    t.equal(recognise(before, method, withKeys(NEW)), known, 'a key that is gone');
    const renamed = withKeys({ id: 'k', secret: OLD.secret }, { id: '1', secret: NEW.secret });
    t.equal(recognise(before, method, renamed), known, 'the whole key id counts');
  });
}

void t.test('the same secret by another name makes other tokens', async (t) => {
  const one = token(text('a'), mask('pseudonym'), withKeys(OLD));
  const other = token(text('a'), mask('pseudonym'), withKeys({ id: 'k2', secret: OLD.secret }));
  t.not(one.slice(7), other.slice(7));
});

void t.test('what was encrypted under an old key of the tokens still opens', async (t) => {
  const method = mask('encrypt');
  const jwe = token(text('a'), method, withKeys(OLD));
  t.equal(openEncrypted(jwe, method, withKeys(NEW, OLD)), '"a"');
  t.throws(() => openEncrypted(jwe, method, withKeys(NEW)), { name: 'ForeignToken' });
});

void t.test('what was encrypted to another key does not', async (t) => {
  const method = mask('encrypt');
  const jwe = token(text('a'), method);
  const sameId = { ...KEYS, encryption: makePair() };
  t.throws(() => openEncrypted(jwe, method, sameId), { name: 'ForeignToken' });
  const otherId = { ...KEYS, encryption: { ...KEYS.encryption, id: 'enc-2' } };
  t.throws(() => openEncrypted(jwe, method, otherId), { name: 'ForeignToken' });
});
