import { createCipheriv, type Cipheriv } from 'node:crypto';
import type { Refusal } from '../../errors.ts';
import { readDecimal } from '../../json/exact-number.ts';
import type { MaskedValue } from '../contract.ts';
import { encryptFf1 } from './ff1.ts';
import type { Keyring } from './keyring.ts';
import { refuseValue, type Method } from './method.ts';

/** NIST SP 800-38G revision 1, section 5.1: the domain has at least a million values. */
const MIN_DIGITS = 6;
/** Far above account and card numbers; the work grows with the square. */
const MAX_DIGITS = 128;

/** Digits and numerals of other scripts, which would stay as they are and tell the number. */
const OTHER_NUMERAL = /[^\P{N}0-9]/u;

/** Text with other digits at the places where the value has digits, and all else as it is. */
export type PreserveDigits = (value: MaskedValue, method: Method) => string;

/**
 * Encrypts the digits of strings and of integers, which stay integers of as many digits. Throws a
 * Refusal for other values and where digits are too few to hide anything, or too many.
 */
export function createDigitPreserver(ring: Keyring): PreserveDigits {
  let cipher: Cipheriv | undefined;
  return (value, method) => {
    cipher ??= createCipheriv('aes-256-ecb', ring.derive(ring.active, 'digits'), null);
    // A string and a number of the same digits are different values.
    const tweak = Buffer.from(JSON.stringify([value.kind, method.scope ?? '']));
    if (value.kind === 'string') return encryptText(cipher, tweak, value.value, method);
    if (value.kind === 'number') return encryptInteger(cipher, tweak, value.lexeme, method);
    throw refuseDigits(method);
  };
}

function encryptText(cipher: Cipheriv, tweak: Buffer, text: string, method: Method): string {
  const digits = text.replaceAll(/[^0-9]+/g, '');
  if (!isCountable(digits.length) || OTHER_NUMERAL.test(text)) throw refuseDigits(method);
  const encrypted = encryptFf1(cipher, 10, tweak, digits);
  let at = 0;
  return text.replaceAll(/[0-9]+/g, (run) => encrypted.slice(at, (at += run.length)));
}

function encryptInteger(cipher: Cipheriv, tweak: Buffer, lexeme: string, method: Method): string {
  const { digits, exponent } = readDecimal(lexeme);
  const isInteger = digits !== '' && exponent >= 0;
  if (!isInteger || !isCountable(digits.length + exponent)) throw refuseDigits(method);
  let encrypted = digits + '0'.repeat(exponent);
  // A leading zero is no JSON. Walking on until there is none is a permutation of those without.
  do encrypted = encryptFf1(cipher, 10, tweak, encrypted);
  while (encrypted.startsWith('0'));
  return lexeme.startsWith('-') ? `-${encrypted}` : encrypted;
}

function isCountable(count: number): boolean {
  return count >= MIN_DIGITS && count <= MAX_DIGITS;
}

/** One message for all, as how a value fails would tell of it. */
function refuseDigits(method: Method): Refusal {
  const digits = `${MIN_DIGITS} to ${MAX_DIGITS} ASCII digits`;
  return refuseValue(method, `what is neither a string nor an integer of ${digits}`);
}
