/** Makes new inputs of known ones. */

import type { Random } from '../helpers/random.ts';

const TOKENS = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '\\',
  '""',
  '{}',
  '[]',
  'null',
  'true',
  'false',
  '0',
  '-',
  '-0',
  '1',
  '12',
  '1.5',
  '1e9',
  '1E-2',
  '.',
  'e+',
  '1e400',
  '"a":',
  '"b":',
  '"a"',
  '"b"',
  '"":',
  '"\\u0061":',
  '"__proto__":',
  '"zz":',
  '"a":1,',
  ',"b":[1,2]',
  '{"a":1}',
  '{"b":{"a":"x"}}',
  '[1,2,3]',
  '[{"a":1,"b":2}]',
  '"{\\"a\\":1}"',
  '"[\\"b\\"]"',
  '\\n',
  '\\"',
  '\\\\',
  '\\u0000',
  '\\ud83d\\ude00',
  '\\ud800',
  '\\udc00',
  '\\u00e9',
  '\\/',
  '\\x',
  ' ',
  '\n',
  '\r',
  '\r\n',
  '\t',
  '\x00',
  '\x1e',
  '\x1f',
  '\ufeff',
  'é',
  '€',
  '😀',
  '@',
  '+49 30',
  'data:',
  'data: ',
  'event: x\n',
  '\n\n',
  ': x\n',
  'id',
  'retry',
  '&',
  '=',
  '%61',
  '%',
  '+',
  'a=1&b=2',
  'a,b\n',
  '"x,y"',
  '""""',
  ';',
].map((text) => Buffer.from(text));
const BYTES = [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82]];
const DICTIONARY = [...TOKENS, ...BYTES.map((bytes) => Buffer.from(bytes))];

const MAX_LENGTH = 600;

/** A new input: up to six changes to `parent`, of which some bring parts of `other`. */
export function mutate(parent: Buffer, other: Buffer, random: Random): Buffer {
  let bytes: Buffer = Buffer.from(parent);
  for (let count = 1 + random(6); count > 0; count -= 1) bytes = change(bytes, other, random);
  return bytes.subarray(0, MAX_LENGTH);
}

function change(bytes: Buffer, other: Buffer, random: Random): Buffer {
  const at = random(bytes.length + 1);
  const length = random(Math.min(32, bytes.length - at) + 1);
  const insert = (part: Uint8Array, skipped = 0): Buffer =>
    Buffer.concat([bytes.subarray(0, at), part, bytes.subarray(at + skipped)]);
  switch (random(9)) {
    case 0:
      return at < bytes.length ? insert(Uint8Array.of(bytes[at]! ^ (1 << random(8))), 1) : bytes;
    case 1:
      return insert(Buffer.alloc(0), length);
    case 2:
    case 3:
      return insert(DICTIONARY[random(DICTIONARY.length)]!);
    case 4:
      return insert(DICTIONARY[random(DICTIONARY.length)]!, length);
    case 5: {
      const from = random(other.length + 1);
      return insert(other.subarray(from, from + random(64)), random(2) * length);
    }
    case 6:
      return insert(bytes.subarray(at, at + length));
    case 7: {
      // Another target or other chunks: the body stays.
      const changed = Buffer.from(bytes);
      if (changed.length > 2) changed[random(3)] = random(256);
      return changed;
    }
    default: {
      const changed = Buffer.from(bytes);
      if (at < changed.length) changed[at] = random(256);
      return changed;
    }
  }
}
