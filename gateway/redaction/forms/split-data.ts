import { unmaskable } from './unmaskable.ts';

const LF = 0x0a;
const CR = 0x0d;

/**
 * Joins the lines of an event's data to one JSON text. Between two lines stands not just a newline
 * but the number of the second, its bits written as LF and CR: white space to a JSON reader, and in
 * no line. So what of it is left after the masking tells which lines were joined in a masked value.
 */
export function joinLines(lines: readonly Buffer[]): Buffer {
  const width = bitsOf(lines.length);
  const pieces: Buffer[] = [];
  for (const [index, line] of lines.entries()) {
    if (index > 0) pieces.push(writeMark(index, width));
    pieces.push(line);
  }
  return Buffer.concat(pieces);
}

/**
 * The lines that `joinLines` joined `count` of, after the masking; undefined for one that is within
 * a masked value that began in a line before. Throws a Refusal for any other line end, such as one
 * in a replacement.
 */
export function splitLines(masked: Buffer, count: number): (Buffer | undefined)[] {
  if (count === 1 && !masked.includes(LF) && !masked.includes(CR)) return [masked];
  const width = bitsOf(count);
  const lines = Array.from<Buffer | undefined>({ length: count });
  let line = 0;
  let start = 0;
  for (let at = 0; at < masked.length; at += 1) {
    if (masked[at] !== LF && masked[at] !== CR) continue;
    const next = readMark(masked.subarray(at, at + width));
    if (next === undefined || next <= line || next >= count) {
      throw unmaskable('A masked value of an event would have line ends.');
    }
    lines[line] = masked.subarray(start, at);
    line = next;
    start = at + width;
    at = start - 1;
  }
  lines[line] = masked.subarray(start);
  return lines;
}

/** Bits that every number below `count` has room in. */
function bitsOf(count: number): number {
  return Math.max(1, (count - 1).toString(2).length);
}

function writeMark(index: number, width: number): Buffer {
  const bits = index.toString(2).padStart(width, '0');
  return Buffer.from(bits.replaceAll('0', '\n').replaceAll('1', '\r'));
}

/** Undefined where another byte stands among the bits; a mark that is cut reads too small. */
function readMark(mark: Buffer): number | undefined {
  let index = 0;
  for (const byte of mark) {
    if (byte !== LF && byte !== CR) return undefined;
    index = index * 2 + (byte === CR ? 1 : 0);
  }
  return index;
}
