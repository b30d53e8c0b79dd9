const CR = 0x0d;
const LF = 0x0a;
const COLON = 0x3a;
const SPACE = 0x20;

/** A line of an event; `prefix`, `value` and `end` are all its bytes. */
export interface SseLine {
  /** The field's name; empty for a blank line, and `:` for a comment. */
  field: string;
  /** The name with its colon and space. */
  prefix: Buffer;
  value: Buffer;
  /** `\r`, `\n` or `\r\n`; empty where the body ends before it. */
  end: Buffer;
}

/** Takes an event apart as WHATWG HTML section 9.2.6 does. */
export function readLines(event: Buffer): SseLine[] {
  const lines: SseLine[] = [];
  for (let start = 0; start < event.length;) {
    let at = start;
    while (at < event.length && event[at] !== CR && event[at] !== LF) at += 1;
    const size = event[at] === CR && event[at + 1] === LF ? 2 : 1;
    const next = Math.min(at + size, event.length);
    lines.push({ ...readField(event.subarray(start, at)), end: event.subarray(at, next) });
    start = next;
  }
  return lines;
}

function readField(line: Buffer): Omit<SseLine, 'end'> {
  const colon = line.indexOf(COLON);
  if (line.length === 0 || colon === 0) {
    return { field: colon === 0 ? ':' : '', prefix: line, value: line.subarray(line.length) };
  }
  if (colon === -1) {
    return { field: line.toString('latin1'), prefix: line, value: line.subarray(line.length) };
  }
  const start = line[colon + 1] === SPACE ? colon + 2 : colon + 1;
  return {
    field: line.toString('latin1', 0, colon),
    prefix: line.subarray(0, start),
    value: line.subarray(start),
  };
}
