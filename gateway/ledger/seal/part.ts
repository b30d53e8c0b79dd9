/** The sealed part of an entry: JSON text under a key of its own, bound to the exchange and the purpose. */
import { seal, unseal } from './cipher.ts';
import { purposeKey, type Purpose } from './purpose.ts';

/** Text beyond this length, in bytes, is stored as a body. */
export const MAX_PART_BYTES = 32 * 1024;

/** Whose key seals. */
export interface Sealer {
  id: string;
  key: Buffer;
}

/** Seals text; base64. */
export function sealPart(exchange: Sealer, purpose: Purpose, text: Buffer): string {
  const key = purposeKey(exchange.key, purpose);
  return seal(key, text, associate(exchange.id, purpose)).toString('base64');
}

/** The text of a sealed part. Throws where it is of another exchange or purpose, or was changed. */
export function openPart(exchange: Sealer, purpose: Purpose, sealed: string): Buffer {
  const key = purposeKey(exchange.key, purpose);
  return unseal(key, Buffer.from(sealed, 'base64'), associate(exchange.id, purpose));
}

function associate(id: string, purpose: Purpose): Buffer {
  return Buffer.from(`${id}/${purpose}`);
}
