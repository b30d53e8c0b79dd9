import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { Refusal } from '../errors.ts';
import { readDecimal } from '../json/exact-number.ts';
import type { JsonNode } from '../json/read.ts';

/** A key shorter than the hash weakens it (RFC 2104 section 3). */
const MIN_KEY_BYTES = 32;
/** So that no other use of the key can give the same token. */
const PURPOSE = 'regent pseudonym 1\n';
/** 132 bits, so that two values never share a token by chance. */
const TOKEN_CHARACTERS = 22;

/**
 * Makes tokens that are the same for the same value and tell nothing of it to who has no key. The
 * key is read at the first value. Throws a Refusal where it is missing, unreadable or too short.
 */
export function createPseudonymiser(
  readKey: (() => string) | undefined,
): (node: JsonNode) => string {
  let key: KeyObject | undefined;
  return (node) => {
    key ??= makeKey(readKey);
    const hmac = createHmac('sha256', key).update(PURPOSE).update(canonicalise(node));
    return `psn_${hmac.digest('base64url').slice(0, TOKEN_CHARACTERS)}`;
  };
}

function makeKey(readKey: (() => string) | undefined): KeyObject {
  if (!readKey) throw noKey('The gateway has no key for pseudonyms.');
  let key: Buffer;
  try {
    key = Buffer.from(readKey());
  } catch (error) {
    throw noKey('The gateway cannot read its key for pseudonyms.', error);
  }
  if (key.length < MIN_KEY_BYTES) throw noKey("The gateway's key for pseudonyms is too short.");
  return createSecretKey(key);
}

function noKey(detail: string, cause?: unknown): Refusal {
  return new Refusal('unmaskable-response', detail, {}, cause);
}

/**
 * One text for each value: its first character tells the type, escapes and white space are gone,
 * members are sorted, and a number is its digits and exponent, exact beyond what a double holds.
 */
function canonicalise(node: JsonNode): string {
  switch (node.kind) {
    case 'string':
      return JSON.stringify(node.value);
    case 'number': {
      const { digits, exponent } = readDecimal(node.lexeme);
      if (digits === '') return '0';
      return `${node.lexeme.startsWith('-') ? '-' : ''}${digits}e${exponent}`;
    }
    case 'array':
      return `[${node.items.map(canonicalise).join()}]`;
    case 'object':
      return `{${node.members
        .map(({ key, value }) => `${JSON.stringify(key)}:${canonicalise(value)}`)
        .toSorted(compareUnits)
        .join()}}`;
    default:
      return node.kind;
  }
}

function compareUnits(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
