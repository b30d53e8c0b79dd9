/** JSON with every digit of its numbers. */
import { isUtf8 } from 'node:buffer';

// Not in TypeScript's library yet (https://tc39.es/proposal-json-parse-with-source/).
const { rawJSON } = JSON as unknown as { rawJSON: (this: void, text: string) => unknown };

/** A number that a double may not hold, or may spell otherwise. Within a text it costs time only. */
const LONG_NUMBER = /(?:"\s*:|[,[])\s*-?(?:\d{16}|\d+[.eE])/;

/** The value of a text; undefined where it is not UTF-8 or not JSON. */
export function parseJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) return undefined;
  const text = bytes.toString('utf8');
  try {
    return LONG_NUMBER.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  if (typeof value !== 'number' || source === undefined || String(value) === source) return value;
  return rawJSON(source);
}
