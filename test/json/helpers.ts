import { JsonFault, readJson, toValue, type JsonNode } from '../../gateway/json/read.ts';

/** Reads JSON text with a depth limit that no test reaches by accident. */
export function read(text: string | Uint8Array, maxDepth = 100): JsonNode {
  return readJson(typeof text === 'string' ? Buffer.from(text) : text, { maxDepth });
}

/** The plain value of JSON text. */
export function valueOf(text: string | Uint8Array): unknown {
  return toValue(read(text), { exactNumbers: false });
}

/** `code@offset` of the fault that the text has, or `none`. */
export function faultOf(text: string | Uint8Array, maxDepth?: number): string {
  try {
    read(text, maxDepth);
    return 'none';
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    return `${error.code}@${error.offset}`;
  }
}
