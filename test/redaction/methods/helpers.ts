import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { Refusal } from '../../../gateway/errors.ts';
import type { MaskedValue } from '../../../gateway/redaction/contract.ts';
import type { MaskKeys } from '../../../gateway/redaction/methods/keyring.ts';
import { createReplace, createReplacers } from '../../../gateway/redaction/methods/replace.ts';
import type { Method } from '../../../gateway/redaction/methods/method.ts';
import type { Mask } from '../../../gateway/types.ts';

/** A key pair for `encrypt` masks, PEM. */
export function makePair(curve: 'x25519' | 'P-256' = 'x25519') {
  const { publicKey, privateKey } =
    curve === 'x25519'
      ? generateKeyPairSync('x25519')
      : generateKeyPairSync('ec', { namedCurve: curve });
  return {
    id: 'enc-1',
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }),
    privateKey: () => privateKey.export({ type: 'pkcs8', format: 'pem' }),
  };
}

export const KEYS = {
  keys: () => [{ id: 'k1', secret: 'one '.repeat(8) }],
  encryption: makePair(),
} satisfies MaskKeys;

export function mask(method: Mask['with'], more: Partial<Mask> = {}): Mask {
  return { path: '$.v', with: method, ...more };
}

export function text(value: string): MaskedValue {
  return { kind: 'string', value };
}

export function number(lexeme: string): MaskedValue {
  return { kind: 'number', lexeme };
}

/** A value by its JSON text. */
export function json(source: string): MaskedValue {
  const value: unknown = JSON.parse(source);
  if (typeof value === 'string') return text(value);
  if (typeof value === 'number') return number(source.trim());
  if (value === null) return { kind: 'null' };
  if (typeof value === 'boolean') return { kind: value ? 'true' : 'false' };
  return { kind: Array.isArray(value) ? 'array' : 'object', text: source };
}

/** What stands instead of one value: JSON text. */
export function replace(value: MaskedValue, method: Mask, keys: MaskKeys = KEYS): string {
  return createReplace(keys)(value, method);
}

/** What stands instead of one value, which must be a JSON string. */
export function token(value: MaskedValue, method: Mask, keys: MaskKeys = KEYS): string {
  const result: unknown = JSON.parse(replace(value, method, keys));
  if (typeof result !== 'string') throw new Error('not a string');
  return result;
}

export function replaceText(value: string, method: Method, keys: MaskKeys = KEYS): string {
  return createReplacers(keys).replaceText(value, method);
}

/** The detail of the `unmaskable-response` that `run` throws; undefined where it throws nothing. */
export function refusalOf(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof Refusal && error.code === 'unmaskable-response') return error.detail;
    throw error;
  }
  return undefined;
}

/** Well-formed Unicode text. */
export const TEXT = fc.string({ unit: 'binary', maxLength: 40 });

/** A value of any type. */
export const VALUE = fc.oneof(
  TEXT.map(text),
  fc.maxSafeInteger().map((value) => number(String(value))),
  fc.constantFrom<MaskedValue>({ kind: 'true' }, { kind: 'false' }, { kind: 'null' }),
  fc
    .dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }))
    .map((value): MaskedValue => ({ kind: 'object', text: JSON.stringify(value) })),
  fc
    .array(fc.jsonValue({ maxDepth: 2 }))
    .map((value): MaskedValue => ({ kind: 'array', text: JSON.stringify(value) })),
);
