import type { JsonNode } from '../../json/read.ts';
import { unescape } from '../../json/unescape.ts';
import type { MaskedValue } from '../contract.ts';
import { BACKSLASH, OPEN_ARRAY, OPEN_OBJECT, QUOTE } from './bytes.ts';

/** The value that valid JSON text is, for the methods. */
export function readValue(bytes: Buffer): MaskedValue {
  switch (bytes[0]) {
    case QUOTE:
      return { kind: 'string', value: readString(bytes) };
    case OPEN_OBJECT:
      return { kind: 'object', text: bytes.toString() };
    case OPEN_ARRAY:
      return { kind: 'array', text: bytes.toString() };
    case 0x74:
      return { kind: 'true' };
    case 0x66:
      return { kind: 'false' };
    case 0x6e:
      return { kind: 'null' };
    default:
      return { kind: 'number', lexeme: bytes.toString() };
  }
}

/** The value that a node of a text is. */
export function valueOfNode(node: JsonNode, text: Buffer): MaskedValue {
  return readValue(text.subarray(node.start, node.end));
}

/** The value of a valid string, with its quotes. */
export function readString(bytes: Buffer): string {
  return decodeName(bytes, 1, bytes.length - 1, bytes.includes(BACKSLASH));
}

/** The value of a valid string's inside. */
export function decodeName(bytes: Buffer, start: number, end: number, escaped: boolean): string {
  const inside = bytes.toString('utf8', start, end);
  if (!escaped) return inside;
  const value = unescape(inside);
  if (value === undefined) throw new TypeError('a string that was not checked');
  return value;
}
