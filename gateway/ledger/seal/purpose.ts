import { createHmac } from 'node:crypto';

/** What a key of an exchange is derived for: sealed parts by the type of their entry, and bodies. */
export type Purpose =
  | 'intent'
  | 'outcome'
  | 'refusal'
  | `probe/${number}`
  | `approval/${string}`
  | 'request'
  | 'response';

/** HKDF-Expand of RFC 5869 section 2.3 with SHA-256, to 32 bytes: its first block. */
export function purposeKey(exchangeKey: Buffer, purpose: Purpose): Buffer {
  return createHmac('sha256', exchangeKey).update(`regent/v2/${purpose}\u0001`).digest();
}
