import { isSpace } from './is-blank.ts';

const LF = 0x0a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Finds the newline after each JSON text, as `Units.findEnd`: the first one that stands in no string,
 * array or object, and not before the text. Whether it is JSON is for its document's masker to say.
 * `interrupt` is told each byte that is no white space, with whether a text has begun; where it
 * answers true the byte is no part of one.
 */
export function createTextFinder(
  interrupt: (byte: number, begun: boolean) => boolean = () => false,
): (chunk: Buffer, from: number) => number {
  let depth = 0;
  let begun = false;
  let inString = false;
  let escaped = false;
  const isTextEnd = (byte: number): boolean => {
    if (isSpace(byte)) return byte === LF && begun && !inString && depth <= 0;
    if (interrupt(byte, begun)) return false;
    begun = true;
    if (inString) {
      if (escaped) escaped = false;
      else if (byte === BACKSLASH) escaped = true;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === 0x7b || byte === 0x5b) depth += 1;
    else if (byte === 0x7d || byte === 0x5d) depth -= 1;
    return false;
  };
  return (chunk, from) => {
    for (let at = from; at < chunk.length; at += 1) {
      if (isTextEnd(chunk[at]!)) {
        depth = 0;
        begun = false;
        return at + 1;
      }
    }
    return -1;
  };
}
