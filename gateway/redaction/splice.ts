/** Text that replaces the bytes from `start` to before `end`. */
export interface Edit {
  start: number;
  end: number;
  text: string;
}

/** Applies edits that are in order and do not overlap; all other bytes are copied. */
export function splice(body: Buffer, edits: readonly Edit[]): Buffer {
  const pieces: Buffer[] = [];
  let copied = 0;
  for (const { start, end, text } of edits) {
    pieces.push(body.subarray(copied, start), Buffer.from(text));
    copied = end;
  }
  pieces.push(body.subarray(copied));
  return Buffer.concat(pieces);
}
