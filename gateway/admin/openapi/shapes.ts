/** Small words for JSON Schemas. */

/** A JSON Schema. */
export type Shape = Record<string, unknown>;

/** An object with these members, and no others. */
export function object(
  required: Record<string, Shape>,
  optional: Record<string, Shape> = {},
): Shape {
  return {
    type: 'object',
    additionalProperties: false,
    ...(Object.keys(required).length > 0 && { required: Object.keys(required) }),
    properties: { ...required, ...optional },
  };
}

/** A list of these. */
export function list(items: Shape): Shape {
  return { type: 'array', items };
}

/** One of these texts. */
export function oneOf(...values: string[]): Shape {
  return { type: 'string', enum: values };
}

/** With a word on what it is. */
export function say(description: string, shape: Shape): Shape {
  return { ...shape, description };
}

/** What a person's text in a query may be. */
export function textUpTo(maxLength: number): Shape {
  return { type: 'string', minLength: 1, maxLength };
}

export const TEXT: Shape = { type: 'string' };
export const NUMBER: Shape = { type: 'number' };
export const COUNT: Shape = { type: 'integer', minimum: 0 };
export const FLAG: Shape = { type: 'boolean' };
export const YES: Shape = { type: 'boolean', const: true };
/** Of an entry. */
export const SEQ: Shape = { type: 'integer', minimum: 0 };
/** An object of members that others define: a policy's input, a browser's options. */
export const ANY_OBJECT: Shape = { type: 'object', additionalProperties: true };
export const TEXTS: Shape = list(TEXT);
/** By name. */
export const TEXT_MAP: Shape = { type: 'object', additionalProperties: TEXT };
export const COUNT_MAP: Shape = { type: 'object', additionalProperties: COUNT };
/** RFC 3339 in UTC, as answers have it. */
export const TIME: Shape = { type: 'string', format: 'date-time' };
/** The same as a question may have it, with milliseconds at most. */
export const TIME_ASKED: Shape = {
  type: 'string',
  pattern: String.raw`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$`,
};
