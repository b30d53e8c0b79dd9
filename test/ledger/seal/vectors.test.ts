/** Known answers, made from docs/ledger-format.md with Python's `hmac` and its package `cryptography`. */
import { hash } from 'node:crypto';
import t from 'tap';
import { BodyEncryptor } from '../../../gateway/ledger/seal/body-cipher.ts';
import { openLocalKey } from '../../../gateway/ledger/seal/local-key.ts';
import { openPart } from '../../../gateway/ledger/seal/part.ts';
import { purposeKey } from '../../../gateway/ledger/seal/purpose.ts';
import { unwrapExchangeKey } from '../../../gateway/ledger/seal/wrap.ts';

const count = (from: number, length: number) =>
  Buffer.from(Array.from({ length }, (_, index) => (from + index) % 251));
const sessionKey = count(0, 32);
const exchange = { id: '01890a5d-ac96-774b-bcce-b302099a8057', key: count(100, 32) };

t.test('a slot', async (t) => {
  const slot = Buffer.from(
    '01890a5dac96774bbcceb302099a8057000102030405060708090a0b2367b07cad8ca870e12cf9e4c1980a1ef7a3f14388022507441a9bfa9de88231e0c7b430974a8d16cbd4c86ca589eb9800000000',
    'hex',
  );
  t.match(unwrapExchangeKey(slot, sessionKey), exchange.key);
});

t.test('a key for a purpose', async (t) => {
  const outcome = '184f31f8e66ef07a78d43c75a572f78db3981809c9eba4b6bfb6514e5ca95ca3';
  t.equal(purposeKey(exchange.key, 'outcome').toString('hex'), outcome);
});

t.test('a sealed part', async (t) => {
  const sealed = 'AAECAwQFBgcICQoLVGr53hJ4ah0qeRlZMk71ED6wB8s5bDM4steM5KqSRhU=';
  t.equal(openPart(exchange, 'approval/pending', sealed).toString(), '{"binding":"é"}');
});

t.test('a session key', async (t) => {
  const kek = Buffer.from(Array.from({ length: 32 }, (_, index) => 200 + index)).toString('base64');
  const wrapped =
    'AAECAwQFBgcICQoL2CB96geeQsve6zyyV+fehsWrGd745K1KGSK20hqVTH4GIM+7SzfrZnihGzx7Ip5k';
  const key = openLocalKey('local', kek);
  t.match(await key.unwrap('01890a5d-ac96-774b-bcce-b302099a8058', wrapped), sessionKey);
});

t.test('bodies', async (t) => {
  const encrypted = (purpose: 'request' | 'response', body: Buffer) => {
    const encryptor = new BodyEncryptor(purposeKey(exchange.key, purpose));
    return Buffer.concat([...encryptor.push(body), ...encryptor.end()]);
  };
  t.equal(
    hash('sha256', encrypted('response', count(0, 131_072))),
    '4f040734ea3309c7d191af02d2d67a582988058bedd64ff34b2c705ad4961889',
  );
  const empty = encrypted('request', Buffer.alloc(0));
  t.equal(empty.toString('hex'), 'ab73a974ac80929342ff900179362cc7');
});
