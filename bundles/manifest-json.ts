/** Reads a bundle's JSON files, the manifest and the data, so that no digit is lost. */
import { SetupError } from '../gateway/errors.ts';

// Not in TypeScript's library yet (https://tc39.es/proposal-json-parse-with-source/).
const { rawJSON, isRawJSON } = JSON as unknown as {
  rawJSON: (this: void, text: string) => unknown;
  isRawJSON: (this: void, value: unknown) => boolean;
};

/**
 * The value of one of a bundle's JSON files. A number that a double does not print as it was
 * written is a `JSON.rawJSON`. Throws SetupError.
 */
export function parseJson(content: Buffer, name: string): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
    const value = JSON.parse(text) as unknown;
    // A reviver makes parsing ten times slower, and few bundles need it.
    return keepsEveryDigit(text) ? value : JSON.parse(text, keepDigits);
  } catch (error) {
    throw new SetupError([`the bundle's ${name} is not JSON`], error);
  }
}

/** The same of a file that must be there and hold an object. Throws SetupError. */
export function parseObject(files: Map<string, Buffer>, name: string): Record<string, unknown> {
  const content = files.get(name);
  if (content === undefined) throw new SetupError([`the bundle has no ${name}`]);
  const value = parseJson(content, name);
  if (!isObject(value)) throw new SetupError([`the bundle's ${name} is not a JSON object`]);
  return value;
}

/** Whether a parsed value is a JSON object: no array, and no number that is kept as written. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawJSON(value);
}

const NUMBER = /-?\d[\d.eE+-]*/y;

/**
 * Whether each number of a JSON text is printed as it was written once it is a double. Strings are
 * passed over by hand: an expression for them runs out of stack on a long one.
 */
function keepsEveryDigit(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const start = text[at]!;
    if (start === '"') at = findEnd(text, at);
    else if (start === '-' || (start >= '0' && start <= '9')) {
      NUMBER.lastIndex = at;
      const [token] = NUMBER.exec(text)!;
      if (String(Number(token)) !== token) return false;
      at += token.length - 1;
    }
  }
  return true;
}

/** Where the string that begins at `at` has its closing quote. */
function findEnd(text: string, at: number): number {
  let end = at + 1;
  while (text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  return end;
}

function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  if (typeof value !== 'number' || source === undefined || String(value) === source) return value;
  return rawJSON(source);
}
