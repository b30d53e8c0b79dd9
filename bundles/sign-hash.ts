/**
 * The hash of a bundle's file as OPA's signatures have it: of JSON files not over their bytes but
 * over their value, written in one way, so that spaces and the order of members do not count
 * (https://www.openpolicyagent.org/docs/latest/management-bundles/#signature-format, and what
 * `opa` 1.19 does, which test/bundles/sign-hash.test.ts holds this against).
 */
import { createHash } from 'node:crypto';
import { SetupError } from '../gateway/errors.ts';
import { isObject, parseJson } from './manifest-json.ts';

/** The only hash algorithm that Regent writes and takes, as the signature's payload names it. */
export const HASH_ALGORITHM = 'SHA-256';

/** How many arrays and objects may stand in one another; it bounds the recursion. */
const MAX_DEPTH = 1000;

/** Handed to the hash in pieces of about this many characters: a call for each costs too much. */
const PIECE = 64 * 1024;

/**
 * Hex SHA-256 of the file `name`, which has no leading slash. Throws SetupError if it is a JSON file
 * that is not JSON, has half a character (RFC 8259, 8.2), or is nested deeper than 1000.
 */
export function hashFile(name: string, content: Buffer): string {
  if (isStructured(name)) return hashValue(parseJson(content, name), name);
  return createHash('sha256').update(content).digest('hex');
}

/** Whether OPA hashes the value and not the bytes. (YAML is not in Regent's bundles.) */
function isStructured(name: string): boolean {
  const base = name.slice(name.lastIndexOf('/') + 1);
  return base === 'data.json' || base === '.manifest';
}

/** The same of the value of a JSON file. */
export function hashValue(value: unknown, name: string): string {
  const hash = createHash('sha256');
  let piece = '';
  const write = (text: string) => {
    piece += text;
    if (piece.length < PIECE) return;
    hash.update(piece);
    piece = '';
  };
  const writeValue = (value: unknown, depth: number): void => {
    if (depth > MAX_DEPTH)
      throw new SetupError([`the bundle's ${name} is nested deeper than ${MAX_DEPTH}`]);
    if (Array.isArray(value)) {
      write('[');
      for (let index = 0; index < value.length; index += 1) {
        if (index > 0) write(',');
        writeValue(value[index], depth + 1);
      }
      write(']');
    } else if (isObject(value)) {
      write('{');
      let separator = '';
      for (const key of sortKeys(value)) {
        write(`${separator}${writeString(key, name)}:`);
        writeValue(value[key], depth + 1);
        separator = ',';
      }
      write('}');
    } else if (typeof value === 'string') write(writeString(value, name));
    // Numbers come as they are written in the file: the reader keeps what a double would change.
    else write(JSON.stringify(value));
  };
  writeValue(value, 0);
  return hash.update(piece).digest('hex');
}

/** Go sorts by bytes of UTF-8; JavaScript by UTF-16, which differs where there are surrogates. */
function sortKeys(object: Record<string, unknown>): string[] {
  const keys = Object.keys(object).toSorted();
  if (!keys.some((key) => /[\ud800-\udfff]/.test(key))) return keys;
  return keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

/** As Go's encoding/json without its escapes for HTML: U+2028 and U+2029 are escaped all the same. */
function writeString(text: string, name: string): string {
  if (!text.isWellFormed())
    throw new SetupError([`the bundle's ${name} has half a character (a lone surrogate)`]);
  const json = JSON.stringify(text);
  if (!/[\u2028\u2029]/.test(json)) return json;
  return json.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}
