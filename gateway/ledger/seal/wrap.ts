/**
 * The slot of an exchange in `N.keys`: 80 bytes, `id ‖ wrapped exchange key ‖ 00000000`. The key is wrapped
 * with that of the session, and bound to the id, so that a slot does not open in another's place.
 */
import { seal, unseal } from './cipher.ts';

/** Bytes of a slot. */
export const SLOT_BYTES = 80;
/** Bytes of an exchange's id in a slot; the erasable rest follows. */
export const ID_BYTES = 16;
const WRAPPED_BYTES = 60;

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** The slot of an exchange's key. Throws where the id is not a UUID in lower case. */
export function wrapExchangeKey(exchange: {
  id: string;
  key: Buffer;
  session: { key: Buffer };
}): Buffer {
  const id = idToBytes(exchange.id);
  const slot = Buffer.allocUnsafe(SLOT_BYTES);
  slot.set(id);
  slot.set(seal(exchange.session.key, exchange.key, id), ID_BYTES);
  slot.fill(0, ID_BYTES + WRAPPED_BYTES);
  return slot;
}

/** The key in a slot; undefined where it was erased. Throws where the slot is not of this session, or was changed. */
export function unwrapExchangeKey(slot: Buffer, sessionKey: Buffer): Buffer | undefined {
  if (slot.length !== SLOT_BYTES) throw new Error(`a slot has ${SLOT_BYTES} bytes`);
  if (isErased(slot)) return undefined;
  const wrapped = slot.subarray(ID_BYTES, ID_BYTES + WRAPPED_BYTES);
  return unseal(sessionKey, wrapped, slot.subarray(0, ID_BYTES));
}

/** Whether the key of a slot was destroyed. */
export function isErased(slot: Buffer): boolean {
  return slot.subarray(ID_BYTES, SLOT_BYTES).equals(ERASED);
}

/** What an erased slot holds after its id. */
export const ERASED = Buffer.alloc(SLOT_BYTES - ID_BYTES);

/** The id of a slot, as text. */
export function slotId(slot: Buffer): string {
  const hex = slot.toString('hex', 0, ID_BYTES);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The 16 bytes of a UUID. Throws where it is none, or not in lower case. */
export function idToBytes(id: string): Buffer {
  if (!UUID.test(id)) throw new Error(`${id} is not a UUID in lower case`);
  const bytes = Buffer.allocUnsafe(ID_BYTES);
  let end = 0;
  for (const digits of id.split('-')) end += bytes.write(digits, end, 'hex');
  return bytes;
}
