import type { MaskedValue } from '../contract.ts';
import { canonicalise } from './canonicalise.ts';
import { splitEmail } from './email.ts';
import type { Keyring } from './keyring.ts';
import { refuseValue, type Method } from './method.ts';

/** Of a `pseudonym` mask's 256 bits: 132, so that two values never share a token by chance. */
export const PSEUDONYM_LENGTH = 22;
/** Of a `hash` mask: all 256 bits. */
export const HASH_LENGTH = 43;
/** In hex, as what passes an address on may write it in lower case: 128 bits. */
const EMAIL_LENGTH = 32;
/** No mail gets there, and nobody can own it (RFC 2606 section 2). */
export const PSEUDONYM_DOMAIN = '@pseudonym.invalid';

/** `hsh_<key id>_` and 43 characters: HMAC-SHA-256 of the value. */
export function hashValue(value: MaskedValue, method: Method, ring: Keyring): string {
  return `hsh_${ring.active.id}_${sign(value, method, ring, 'hash').toString('base64url')}`;
}

/** `psn_<key id>_` and 22 characters. */
export function pseudonymise(value: MaskedValue, method: Method, ring: Keyring): string {
  const token = sign(value, method, ring, 'pseudonym').toString('base64url');
  return `psn_${ring.active.id}_${token.slice(0, PSEUDONYM_LENGTH)}`;
}

/** An address of at most 53 + 18 octets, valid by RFC 5321. Throws a Refusal for what is not one. */
export function pseudonymiseEmail(value: MaskedValue, method: Method, ring: Keyring): string {
  if (value.kind !== 'string' || !splitEmail(value.value)) {
    throw refuseValue(method, 'what is not an email address, and its form cannot be preserved');
  }
  const token = sign(value, method, ring, 'email').toString('hex').slice(0, EMAIL_LENGTH);
  return `psn_${ring.active.id}_${token}${PSEUDONYM_DOMAIN}`;
}

function sign(
  value: MaskedValue,
  method: Method,
  ring: Keyring,
  use: 'hash' | 'pseudonym' | 'email',
): Buffer {
  return ring.sign(ring.active, use, method.scope, canonicalise(value, method));
}
