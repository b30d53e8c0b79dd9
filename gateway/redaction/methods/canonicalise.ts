import { readDecimal } from '../../json/exact-number.ts';
import { JsonFault, readJson, type JsonNode } from '../../json/read.ts';
import type { MaskedValue } from '../contract.ts';
import { refuseValue, type Method } from './method.ts';

/** The most that the configuration lets a body have, `limits.json_depth`. */
const MAX_DEPTH = 512;

/**
 * One text for each value: its first character tells the type, escapes and white space are gone,
 * members are sorted, and a number is its digits and exponent, exact beyond what a double holds.
 * Throws a Refusal where two values might get the same text.
 */
export function canonicalise(value: MaskedValue, method: Method): string {
  if ('text' in value) return writeNode(readValue(value.text, method), method);
  return writeNode(value, method);
}

function readValue(text: string, method: Method): JsonNode {
  try {
    return readJson(Buffer.from(text), { maxDepth: MAX_DEPTH });
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    throw refuseValue(method, `what is not strict JSON (${error.code})`, error);
  }
}

/** A scalar, be it a node of a tree or a masked value. */
type Scalar = Exclude<MaskedValue, { text: string }>;

function writeNode(node: JsonNode | Scalar, method: Method): string {
  switch (node.kind) {
    case 'string':
      return JSON.stringify(node.value);
    case 'number':
      return writeNumber(node.lexeme, method);
    case 'array':
      return `[${node.items.map((item) => writeNode(item, method)).join()}]`;
    case 'object':
      return `{${node.members
        .map(({ key, value }) => `${JSON.stringify(key)}:${writeNode(value, method)}`)
        .toSorted(compareUnits)
        .join()}}`;
    default:
      return node.kind;
  }
}

function writeNumber(lexeme: string, method: Method): string {
  const { digits, exponent } = readDecimal(lexeme);
  if (digits === '') return '0';
  // Beyond, exponents are doubles that stand for several.
  if (!Number.isSafeInteger(exponent)) {
    throw refuseValue(method, 'a number whose exponent is too large to compare');
  }
  return `${lexeme.startsWith('-') ? '-' : ''}${digits}e${exponent}`;
}

/** -1, 0 or 1 by code units, the same in every locale. */
export function compareUnits(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
