/** The files of a ledger: their names, and their lines one after the other. */
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

const NAME = /^\d{12}\.ndjson$/;
const LF = 0x0a;

/** A segment file: what it is called and the number of the entry that it begins with. */
export interface Segment {
  file: string;
  path: string;
  first: number;
}

/** The segment that begins with entry `first`. */
export function segmentAt(dir: string, first: number): Segment {
  const file = `${String(first).padStart(12, '0')}.ndjson`;
  return { file, path: join(dir, file), first };
}

/** The segments of a directory in order. Other files are left out. */
export async function listSegments(dir: string): Promise<Segment[]> {
  const names = await readdir(dir);
  return names
    .filter((name) => NAME.test(name))
    .toSorted()
    .map((name) => segmentAt(dir, Number.parseInt(name, 10)));
}

/** A line of a segment. */
export interface Line {
  /** Without the line feed. */
  bytes: Buffer;
  /** Counted from 1. */
  number: number;
  /** Where it begins in the file, in bytes. */
  offset: number;
  /** Whether a line feed ends it; false only for the last. */
  ended: boolean;
}

/** Reads a segment line by line, holding one line and one chunk of the file. */
export async function* readLines(segment: Segment): AsyncGenerator<Line, void> {
  let rest: Buffer[] = [];
  let number = 0;
  let offset = 0;
  const chunks: AsyncIterable<Buffer> = createReadStream(segment.path, { highWaterMark: 1 << 20 });
  for await (const chunk of chunks) {
    let begin = 0;
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, begin)) {
      const bytes = Buffer.concat([...rest, chunk.subarray(begin, end)]);
      rest = [];
      number += 1;
      yield { bytes, number, offset, ended: true };
      offset += bytes.length + 1;
      begin = end + 1;
    }
    if (begin < chunk.length) rest.push(chunk.subarray(begin));
  }
  if (rest.length > 0)
    yield { bytes: Buffer.concat(rest), number: number + 1, offset, ended: false };
}
