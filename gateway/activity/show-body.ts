/** The beginning of a recorded body, as an answer can have it. */
import { isUtf8 } from 'node:buffer';
import type { ShownContent } from '../admin/contract.ts';
import type { Reader } from '../ledger/read/reader.ts';
import type { LedgerEntry, StoredBody } from '../types.ts';

/** Bytes that are shown. */
const MAX_SHOWN = 262_144;

/** What was recorded of a body; undefined where nothing was, or its key is erased. */
export async function showRecorded(
  reader: Reader,
  entry: LedgerEntry,
  which: 'request' | 'response',
  stored: StoredBody | undefined,
): Promise<ShownContent | undefined> {
  const body = stored && (await reader.body(entry, which));
  if (!body) return undefined;
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of body) {
    pieces.push(piece);
    length += piece.length;
    if (length > MAX_SHOWN) break;
  }
  const shown = Buffer.concat(pieces).subarray(0, MAX_SHOWN);
  const cut = stored.truncated === true || stored.bytes > shown.length;
  return { ...toText(shown, cut), bytes: stored.bytes, ...(cut && { truncated: true as const }) };
}

/** The last character of what was cut may be cut too. */
function toText(bytes: Buffer, cut: boolean): { text: string } | { base64: string } {
  for (let less = 0; less < (cut ? 4 : 1) && less <= bytes.length; less += 1) {
    const part = bytes.subarray(0, bytes.length - less);
    if (isUtf8(part)) return { text: part.toString() };
  }
  return { base64: bytes.toString('base64') };
}
