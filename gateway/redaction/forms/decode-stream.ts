import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress,
} from 'node:zlib';
import { Refusal } from '../../errors.ts';
import { unmaskable } from './unmaskable.ts';

/** Undoes the content coding of a body as its bytes come. */
export type Decode = (body: AsyncIterable<Buffer>) => AsyncIterable<Buffer>;

const STRICT = { rejectGarbageAfterEnd: true };

/** RFC 9659: the coding zstd has a window of at most 8 MiB; without the limit it may be 128 MiB. */
const WINDOW = { params: { [constants.ZSTD_d_windowLogMax]: 23 } };

/** RFC 9110 section 8.4.1, RFC 7932 and RFC 8878. */
const DECODERS = new Map<string, () => Duplex>([
  ['gzip', () => createGunzip(STRICT)],
  ['x-gzip', () => createGunzip(STRICT)],
  ['deflate', () => createInflate(STRICT)],
  ['br', () => createBrotliDecompress(STRICT)],
  ['zstd', () => createZstdDecompress({ ...STRICT, ...WINDOW })],
]);

/** Names of the content codings that can be undone, as a request may ask for them. */
export const CODINGS: ReadonlySet<string> = new Set(DECODERS.keys());

/**
 * A byte may stand for so many; gzip and deflate cannot do more than 1032. The first bytes out are
 * free, since a small body may be one repetition.
 */
const MAX_RATIO = 2048;
const FREE_BYTES = 16 * 2 ** 20;

/**
 * Chooses how a body's content coding is undone, `contentEncoding` being the header's value. What
 * the upstream flushed comes out at once, and no more is undone than is asked for. Throws a Refusal
 * `unmaskable-response` for several codings and an unknown one; while it runs, for more than `limit`
 * bytes out (`Infinity` for no limit), for a body that grows out of proportion, is cut or damaged,
 * and for bytes after its end, which for zstd is that of its last frame. What the body itself throws
 * is passed on.
 */
export function createDecoder(contentEncoding: string | undefined, limit: number): Decode {
  const coding = contentEncoding?.trim().toLowerCase() ?? 'identity';
  if (coding === 'identity') {
    return (body) => (limit === Infinity ? body : limitLength(body, limit));
  }
  const create = DECODERS.get(coding);
  if (!create) throw unmaskable('The content coding of the response is not known.');
  return (body) => limitLength(decode(body, coding, create()), limit);
}

async function* decode(
  body: AsyncIterable<Buffer>,
  coding: string,
  decoder: Duplex,
): AsyncGenerator<Buffer> {
  const source = { length: 0, fault: undefined as { error: unknown } | undefined };
  async function* feed(): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of body) {
        source.length += chunk.length;
        yield chunk;
      }
    } catch (error) {
      source.fault = { error };
      throw error;
    }
  }
  const fed = pipeline(feed, decoder);
  // Its error is also the decoder's, which the loop below throws; it must not count as unhandled.
  fed.catch(() => {});
  let length = 0;
  try {
    for await (const chunk of decoder as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > Math.max(FREE_BYTES, source.length * MAX_RATIO)) {
        throw unmaskable('The response is small, and huge with its content coding undone.');
      }
      yield chunk;
    }
    await fed;
  } catch (error) {
    if (source.fault) throw source.fault.error;
    throw error instanceof Refusal
      ? error
      : unmaskable(`The response is not whole and well-formed ${coding}.`, error);
  } finally {
    decoder.destroy();
  }
}

async function* limitLength(body: AsyncIterable<Buffer>, limit: number): AsyncGenerator<Buffer> {
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > limit) throw unmaskable(`The response has more than ${limit} bytes.`);
    yield chunk;
  }
}
