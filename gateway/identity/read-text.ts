import { tokenInvalid } from './token-invalid.ts';

/** C0, DEL and C1: they forge lines in logs and hide text on screens. */
const CONTROL = /\p{Cc}/u;

/**
 * A claim's value as text that is safe to compare, log and show. Refuses other types, and text with
 * control characters or lone surrogates: the latter become U+FFFD in UTF-8, so that two
 * subjects could look like one.
 */
export function readText(value: unknown, claim: string): string {
  if (typeof value !== 'string') throw tokenInvalid(`The claim \`${claim}\` must be a string.`);
  if (!value.isWellFormed() || CONTROL.test(value)) {
    throw tokenInvalid(`The claim \`${claim}\` has control characters or lone surrogates.`);
  }
  return value;
}

/** The same for a claim that must say something. */
export function readName(value: unknown, claim: string): string {
  const text = readText(value, claim);
  if (text === '') throw tokenInvalid(`The claim \`${claim}\` must not be empty.`);
  return text;
}

/** A claim's value as an object. */
export function readObject(value: unknown, claim: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw tokenInvalid(`The claim \`${claim}\` must be an object.`);
  }
  return value as Record<string, unknown>;
}
