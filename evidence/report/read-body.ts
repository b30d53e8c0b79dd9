/** The beginning of a recorded body. */
import { isUtf8 } from 'node:buffer';
import type { Reader } from '../../gateway/ledger/read/reader.ts';
import type { LedgerEntry, StoredBody } from '../../gateway/types.ts';
import type { BodyShown } from './model.ts';

/** Bytes of a body that a report shows. */
export const SHOWN_BYTES = 2048;

/** Reads so much of a body as is shown. */
export async function readBody(
  reader: Reader,
  entry: LedgerEntry,
  which: 'request' | 'response',
  stored: StoredBody | undefined,
): Promise<BodyShown | undefined> {
  if (!stored) return undefined;
  const { bytes, truncated = false } = stored;
  const body = await reader.body(entry, which);
  if (!body) return { bytes, truncated, left: bytes };
  const begin = await readBeginning(body);
  const text = textOf(begin);
  return {
    bytes,
    truncated,
    ...(text !== undefined && { text }),
    left: text === undefined ? bytes : Math.max(0, bytes - begin.length),
  };
}

async function readBeginning(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of body) {
    pieces.push(piece);
    length += piece.length;
    if (length >= SHOWN_BYTES) break;
  }
  return Buffer.concat(pieces).subarray(0, SHOWN_BYTES);
}

/** UTF-8; the last character may be cut. Undefined for what is none, as images are. */
function textOf(bytes: Buffer): string | undefined {
  for (let cut = 0; cut < 4 && cut <= bytes.length; cut += 1) {
    const part = bytes.subarray(0, bytes.length - cut);
    if (isUtf8(part)) return part.toString();
  }
  return undefined;
}
