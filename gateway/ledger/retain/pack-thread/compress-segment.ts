/** The bytes of a segment, packed. */
import { pipeline } from 'node:stream';
import { constants, createZstdCompress } from 'node:zlib';
import { openSegment, type Segment } from '../../segments.ts';
import type { Pace } from '../pace.ts';

/** Bytes that are handed on at once, at least: each time costs the other thread a turn. */
const CHUNK = 256 * 1024;

/** Compresses a segment with zstd. Each chunk has memory of its own, so that it can be given away. Rejects with the system's error. */
export async function* compressSegment(
  segment: Segment,
  pace: Pace,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  const options = { params: { [constants.ZSTD_c_checksumFlag]: 1 } };
  // An error of the file reaches whoever reads the packed bytes.
  const packed: AsyncIterable<Buffer> = pipeline(
    pace.each<Buffer>(await openSegment(segment)),
    createZstdCompress(options),
    () => undefined,
  );
  let parts: Buffer[] = [];
  let length = 0;
  for await (const part of packed) {
    parts.push(part);
    length += part.length;
    if (length < CHUNK) continue;
    yield join(parts, length);
    parts = [];
    length = 0;
  }
  if (length > 0) yield join(parts, length);
}

/** Not `Buffer.concat`, which may take memory of the pool. */
function join(parts: readonly Buffer[], length: number): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
