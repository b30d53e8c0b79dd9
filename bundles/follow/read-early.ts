/** Reads an answer whose bundle is handed on before it is accepted (see early.ts). */
import { ACCEPTED } from '../early.ts';
import { ARCHIVE_LIMITS } from '../read-archive.ts';

/** A bundle, perhaps before it is known whether it is accepted. */
export interface EarlyBytes {
  bytes: Buffer;
  /** Resolves when the bundle is the channel's; rejects where the answer ends otherwise. Is never unhandled. */
  accepted: Promise<void>;
}

type Chunks = AsyncIterator<Uint8Array>;

/** Gives the bundle as soon as it is there. Throws an Error where the answer is not of that form. */
export async function readEarly({ body, headers }: Response): Promise<EarlyBytes> {
  const size = Number(headers.get('content-length') ?? NaN) - ACCEPTED.length;
  if (body === null || !(size >= 0 && size <= ARCHIVE_LIMITS.file)) {
    await body?.cancel();
    throw new Error('the bundle server does not say how long its early bundle is');
  }
  const chunks = body[Symbol.asyncIterator]();
  const bytes = Buffer.allocUnsafe(size);
  let rest: Uint8Array = new Uint8Array();
  for (let filled = 0; filled < size;) {
    const chunk = await readChunk(chunks);
    if (chunk === undefined) throw new Error('the bundle breaks off');
    const part = chunk.subarray(0, size - filled);
    bytes.set(part, filled);
    filled += part.length;
    rest = chunk.subarray(part.length);
  }
  const accepted = readVerdict(chunks, rest);
  accepted.catch(() => undefined);
  return { bytes, accepted };
}

/** The one byte, and nothing behind it. */
async function readVerdict(chunks: Chunks, first: Uint8Array): Promise<void> {
  let read = Buffer.from(first);
  while (read.length <= ACCEPTED.length) {
    const chunk = await readChunk(chunks);
    if (chunk === undefined) break;
    read = Buffer.concat([read, chunk]);
  }
  if (read.equals(ACCEPTED)) return;
  await chunks.return?.();
  throw new Error('the bundle was not accepted');
}

async function readChunk(chunks: Chunks): Promise<Uint8Array | undefined> {
  try {
    const { done, value } = await chunks.next();
    return done === true ? undefined : value;
  } catch (error) {
    throw new Error('the bundle was withdrawn, or the connection broke off', { cause: error });
  }
}
