import type { LookThrough } from '../contract.ts';
import type { Edit } from '../splice.ts';
import { QUOTE } from './bytes.ts';
import { spliceEscaped } from './mask-string.ts';
import { readString } from './masked-value.ts';

/** How values are looked through, and by which rules. */
export interface Look {
  lookThrough: LookThrough;
  rules: readonly number[];
  /** The value's normalized path. */
  locate: () => string;
}

/**
 * The JSON text of a string or number with what is found in it replaced; a number becomes a string
 * then. Bytes besides stay. Any other value stays as it is.
 */
export function lookThrough(value: Buffer, { lookThrough, rules, locate }: Look): Buffer {
  if (value[0] === QUOTE) {
    const text = readString(value);
    return spliceEscaped(value, toBytes(text, lookThrough(text, rules, locate)));
  }
  const text = value.toString('latin1');
  if (!/\d/.test(text)) return value;
  const edits = lookThrough(text, rules, locate);
  if (edits.length === 0) return value;
  return spliceEscaped(Buffer.from(`"${text}"`), edits);
}

/** Places in the text's UTF-8 for those in its UTF-16. */
function toBytes(text: string, edits: ReturnType<LookThrough>): Edit[] {
  let at = 0;
  let bytes = 0;
  const byteAt = (place: number): number => {
    bytes += Buffer.byteLength(text.slice(at, place));
    at = place;
    return bytes;
  };
  return edits.map(({ start, end, text }) => ({ start: byteAt(start), end: byteAt(end), text }));
}
