import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, zstdDecompress } from 'node:zlib';
import { Refusal } from '../errors.ts';

/** Node.js has it since version 24; the types do not know it yet. */
interface Strict {
  rejectGarbageAfterEnd: boolean;
  maxOutputLength: number;
}

type Decoder = (bytes: Buffer, options: Strict) => Promise<Buffer>;

/** Content codings of RFC 9110 section 8.4.1, RFC 7932 and RFC 8878 that can be undone. */
const DECODERS = new Map<string, Decoder>([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
  ['zstd', promisify(zstdDecompress)],
]);

/** Names of the content codings that `decodeBody` can undo, as a request may ask for them. */
export const CODINGS: ReadonlySet<string> = new Set(DECODERS.keys());

/**
 * Undoes a body's content coding, `contentEncoding` being the header's value. The result has at most
 * `limit` bytes, however small the body was. Throws a Refusal `unmaskable-response` for several
 * codings, an unknown one, a body that is cut or damaged, and bytes after its end.
 */
export async function decodeBody(
  bytes: Buffer,
  contentEncoding: string | undefined,
  limit: number,
): Promise<Buffer> {
  const coding = contentEncoding?.trim().toLowerCase() ?? 'identity';
  if (coding === 'identity') return withinLimit(bytes, limit);
  const decode = DECODERS.get(coding);
  if (!decode) {
    throw new Refusal('unmaskable-response', 'The content coding of the response is not known.');
  }
  try {
    return await decode(bytes, { maxOutputLength: limit, rejectGarbageAfterEnd: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limit);
    const detail = `The response is not whole and well-formed ${coding}.`;
    throw new Refusal('unmaskable-response', detail, {}, error);
  }
}

/** The refusal of a body that is over the connection's limit, in bytes. */
export function tooLarge(limit: number): Refusal {
  const detail = `The response has more than ${limit} bytes, and under a mask it must be held whole.`;
  return new Refusal('unmaskable-response', detail);
}

function withinLimit(bytes: Buffer, limit: number): Buffer {
  if (bytes.length > limit) throw tooLarge(limit);
  return bytes;
}
