import { isUtf8 } from 'node:buffer';
import { unmaskable } from './unmaskable.ts';

const PLUS = 0x2b;
const PERCENT = 0x25;
/**
 * What no writer of a form body leaves as it is, and `;`, at which some readers split. Else JSON that
 * is declared as a form body would be a name without a value, and leave.
 */
const NEVER_PLAIN = new Set(Buffer.from(' "<>\\^`{|};'));
const HEX = /^[0-9a-fA-F]{2}$/;

/**
 * Undoes the encoding of a name or value of a form body (WHATWG URL section 5.1), strictly: throws a
 * Refusal for a `%` without two hexadecimal digits, for what is not UTF-8 then, and for bytes that
 * must be encoded.
 */
export function decodeFormText(encoded: Buffer): string {
  const decoded = Buffer.alloc(encoded.length);
  let length = 0;
  for (let at = 0; at < encoded.length; at += 1) {
    let byte = encoded[at]!;
    if (byte > 0x7e || byte < 0x20 || NEVER_PLAIN.has(byte)) throw broken();
    if (byte === PLUS) byte = 0x20;
    if (byte === PERCENT) {
      const digits = encoded.toString('latin1', at + 1, at + 3);
      if (!HEX.test(digits)) throw broken();
      byte = Number.parseInt(digits, 16);
      at += 2;
    }
    decoded[length] = byte;
    length += 1;
  }
  const text = decoded.subarray(0, length);
  if (!isUtf8(text)) throw broken();
  return text.toString();
}

/** The encoding of a value, as WHATWG URL section 5.2 writes it. */
export function encodeFormText(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}

function broken(): Error {
  return unmaskable('The response is not a form body that all readers read alike.');
}
