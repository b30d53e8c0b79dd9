import { randomBytes } from 'node:crypto';
import type { ExchangeKey, Session } from '../contract.ts';
import { KEY_BYTES } from './cipher.ts';

/** A new key for one exchange. */
export function newExchangeKey(id: string, session: Session): ExchangeKey {
  return { id, session, key: randomBytes(KEY_BYTES) };
}
