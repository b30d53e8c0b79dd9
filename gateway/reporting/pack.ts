import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const compress = promisify(gzip);

/** The body of an upload, and how many bytes of text went into one of it. */
export async function pack(
  events: readonly { text: string }[],
): Promise<{ body: Buffer<ArrayBuffer>; ratio: number }> {
  const text = Buffer.from(`[${events.map((event) => event.text).join(',')}]`);
  const body = await compress(text);
  return { body, ratio: Math.min(MAX_RATIO, text.length / body.length) };
}

/** Of texts that say little; keeps what is gathered for one upload within bounds. */
const MAX_RATIO = 50;
