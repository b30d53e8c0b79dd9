/** The files of a ledger: their names, and their lines one after the other. */
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { createZstdDecompress } from 'node:zlib';
import { corruption } from './recover/corruption.ts';
import { isDamage } from './unpack-damage.ts';

const NAME = /^(\d{12})\.(ndjson|ndjson\.zst|expired\.json)$/;
const LF = 0x0a;
const CHUNK = 64 * 1024;

/** A segment: what its file is called and the number of the entry that it begins with. */
export interface Segment {
  file: string;
  path: string;
  first: number;
  /** `open` as it is written, `packed` with zstd, or `expired`: removed by retention. */
  form: 'open' | 'packed' | 'expired';
}

const SUFFIXES = { open: 'ndjson', packed: 'ndjson.zst', expired: 'expired.json' } as const;

/** The segment that begins with entry `first`. */
export function segmentAt(dir: string, first: number, form: Segment['form'] = 'open'): Segment {
  const file = `${String(first).padStart(12, '0')}.${SUFFIXES[form]}`;
  return { file, path: join(dir, file), first, form };
}

/** A file that belongs to the segment, such as `keys`, `bodies` or `checkpoints`. */
export function besideSegment(dir: string, first: number, suffix: string): string {
  return join(dir, `${String(first).padStart(12, '0')}.${suffix}`);
}

/** The segments of a directory that hold entries, in order. Other files are left out. */
export async function listSegments(dir: string): Promise<Segment[]> {
  return (await listAllSegments(dir)).filter(({ form }) => form !== 'expired');
}

/** The segments of a directory in order, expired ones too. */
export async function listAllSegments(dir: string): Promise<Segment[]> {
  const found = new Map<number, Segment>();
  for (const name of (await readdir(dir)).toSorted()) {
    const [, first, suffix] = NAME.exec(name) ?? [];
    if (first === undefined) continue;
    const form = Object.entries(SUFFIXES).find(([, known]) => known === suffix)![0];
    const segment = segmentAt(dir, Number.parseInt(first, 10), form as Segment['form']);
    // Of one that is being packed or removed, both files may be there: the sorted names put the one that counts last.
    const other = found.get(segment.first);
    if (!other || preferred(segment, other)) found.set(segment.first, segment);
  }
  return [...found.values()].toSorted((a, b) => a.first - b.first);
}

/** What expired is no longer read; else the file as it was written is preferred. */
function preferred({ form }: Segment, other: Segment): boolean {
  return form === 'expired' || (form === 'open' && other.form === 'packed');
}

/** A line of a segment. */
export interface Line {
  /** Without the line feed. */
  bytes: Buffer;
  /** Counted from 1. */
  number: number;
  /** Where it begins in the segment, in bytes, unpacked. */
  offset: number;
  /** Whether a line feed ends it; false only for the last. */
  ended: boolean;
}

/**
 * Reads a segment line by line, packed or not, holding one line and one chunk of the file; from the line that begins at
 * `start`, which is the first then.
 */
export async function* readLines(segment: Segment, start = 0): AsyncGenerator<Line, void> {
  let rest: Buffer[] = [];
  let number = 0;
  let offset = start;
  for await (const chunk of unpacked(segment, start)) {
    let begin = 0;
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, begin)) {
      const last = chunk.subarray(begin, end);
      const bytes = rest.length === 0 ? last : Buffer.concat([...rest, last]);
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

/** Throws SetupError where they are not what was packed. */
async function* unpacked(segment: Segment, start: number): AsyncGenerator<Buffer, void> {
  try {
    yield* (await openSegment(segment, start)) as AsyncIterable<Buffer>;
  } catch (error) {
    if (!isDamage(error)) throw error;
    throw corruption(segment.path, '', `it does not unpack (${error.message})`);
  }
}

/** The bytes of a segment from `start` on, unpacked. A segment that was packed since it was listed is found. Rejects with the system's error. */
export async function openSegment({ path, form }: Segment, start = 0): Promise<Readable> {
  const plain = path.replace(/\.zst$/, '');
  if (form !== 'packed') {
    try {
      const stream = createReadStream(plain, { highWaterMark: CHUNK, start });
      await once(stream, 'open');
      return stream;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  const packed = createReadStream(`${plain}.zst`, { highWaterMark: CHUNK });
  // An error of either reaches whoever reads the second.
  const unpacked = pipeline(packed, createZstdDecompress(), () => undefined);
  return start === 0 ? unpacked : Readable.from(skip(unpacked, start), { objectMode: false });
}

async function* skip(chunks: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Buffer, void> {
  let left = bytes;
  for await (const chunk of chunks) {
    if (chunk.length > left) yield chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
  }
}
