import { randomBytes } from 'node:crypto';
import type { ExchangeKey, Session } from '../contract.ts';
import { KEY_BYTES } from './cipher.ts';

/** Random bytes for many keys: to fetch them costs more than the sealing of a key. No key is handed out twice. */
const KEYS = 128;
let fetched = Buffer.alloc(0);
let used = 0;

/** A new key for one exchange. */
export function newExchangeKey(id: string, session: Session): ExchangeKey {
  if (used === fetched.length) {
    fetched = randomBytes(KEYS * KEY_BYTES);
    used = 0;
  }
  used += KEY_BYTES;
  return { id, session, key: fetched.subarray(used - KEY_BYTES, used) };
}
