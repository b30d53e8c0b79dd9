import { randomBytes, randomUUIDv7 } from 'node:crypto';
import t from 'tap';
import type { Session } from '../../../gateway/ledger/contract.ts';
import { newExchangeKey } from '../../../gateway/ledger/seal/exchange-key.ts';
import {
  ERASED,
  ID_BYTES,
  isErased,
  SLOT_BYTES,
  slotId,
  unwrapExchangeKey,
  wrapExchangeKey,
} from '../../../gateway/ledger/seal/wrap.ts';

const session = { key: randomBytes(32) };
const exchange = { id: randomUUIDv7(), key: randomBytes(32), session };

t.test('no key is handed out twice, and none changes afterwards', async (t) => {
  const of: Session = { id: randomUUIDv7(), kek: 'k', wrapped: '', ...session };
  const keys = Array.from({ length: 1000 }, () => newExchangeKey(randomUUIDv7(), of).key);
  const before = keys.map((key) => key.toString('hex'));
  newExchangeKey(randomUUIDv7(), of);
  t.equal(new Set(before).size, 1000);
  t.ok(keys.every((key, index) => key.length === 32 && key.toString('hex') === before[index]));
});

t.test('a slot holds the id and the key', async (t) => {
  const slot = wrapExchangeKey(exchange);
  t.equal(slot.length, SLOT_BYTES);
  t.equal(slotId(slot), exchange.id);
  t.match(unwrapExchangeKey(slot, session.key), exchange.key);
  t.equal(slot.includes(exchange.key), false);
  t.notMatch(wrapExchangeKey(exchange), slot);
});

t.test('an erased slot has no key, and nobody gets one', async (t) => {
  const slot = wrapExchangeKey(exchange);
  t.equal(isErased(slot), false);
  ERASED.copy(slot, ID_BYTES);
  t.equal(isErased(slot), true);
  t.equal(slotId(slot), exchange.id);
  t.equal(unwrapExchangeKey(slot, session.key), undefined);
});

t.test(
  'a slot under another id, of another session or with a changed bit does not open',
  async (t) => {
    const slot = wrapExchangeKey(exchange);
    t.throws(() => unwrapExchangeKey(slot, randomBytes(32)));
    for (let index = 0; index < ID_BYTES + 60; index += 1) {
      const changed = Buffer.from(slot);
      changed[index]! ^= 1;
      t.throws(() => unwrapExchangeKey(changed, session.key), `byte ${index}`);
    }
    t.throws(() => unwrapExchangeKey(slot.subarray(1), session.key), /80 bytes/);
  },
);

t.test('an id that is no UUID is refused', async (t) => {
  t.throws(() => wrapExchangeKey({ ...exchange, id: 'c-17' }), /not a UUID/);
  t.throws(
    () => wrapExchangeKey({ ...exchange, id: exchange.id.toUpperCase() + 'A' }),
    /not a UUID/,
  );
});
