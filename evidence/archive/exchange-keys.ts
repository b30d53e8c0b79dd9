/** The keys that an archive brings. */
import { join } from 'node:path';
import { SetupError } from '../../gateway/errors.ts';
import { decodeBase64 } from '../../gateway/ledger/notes/base64.ts';
import { KEY_BYTES } from '../../gateway/ledger/seal/cipher.ts';
import { readLines } from '../read-lines.ts';

/** The file of an archive that has them. */
export const EXCHANGE_KEYS = 'exchange-keys.ndjson';

/** The exchange keys of an unpacked archive, by id. Throws SetupError where they cannot be read, or a line is none. */
export async function readExchangeKeys(dir: string): Promise<Map<string, Buffer[]>> {
  const keys = new Map<string, Buffer[]>();
  let line = 0;
  for await (const { bytes } of readLines(join(dir, EXCHANGE_KEYS), () => undefined)) {
    line += 1;
    const read = readKey(bytes.toString());
    if (!read)
      throw new SetupError([`${EXCHANGE_KEYS} line ${String(line)}: is not an exchange key`]);
    keys.set(read.id, [...(keys.get(read.id) ?? []), read.key]);
  }
  return keys;
}

function readKey(text: string): { id: string; key: Buffer } | undefined {
  try {
    const { id, key } = JSON.parse(text) as { id?: unknown; key?: unknown };
    const bytes = typeof key === 'string' ? decodeBase64(key) : undefined;
    if (typeof id !== 'string' || bytes?.length !== KEY_BYTES) return undefined;
    // One spelling, so that no other program reads another key.
    return JSON.stringify({ id, key }) === text ? { id, key: bytes } : undefined;
  } catch {
    return undefined;
  }
}
