/** The keys that an archive brings. */
import { join } from 'node:path';
import { SetupError } from '../../gateway/errors.ts';
import { decodeBase64 } from '../../gateway/ledger/notes/base64.ts';
import { readLines } from '../read-lines.ts';

const FILE = 'exchange-keys.ndjson';
const KEY_BYTES = 32;

/** The exchange keys of an unpacked archive, by id. Throws SetupError where they cannot be read, or a line is none. */
export async function readExchangeKeys(dir: string): Promise<Map<string, Buffer[]>> {
  const keys = new Map<string, Buffer[]>();
  let line = 0;
  for await (const { bytes } of readLines(join(dir, FILE), () => undefined)) {
    line += 1;
    const read = readKey(bytes.toString());
    if (!read) throw new SetupError([`${FILE} line ${String(line)}: is not an exchange key`]);
    keys.set(read.id, [...(keys.get(read.id) ?? []), read.key]);
  }
  return keys;
}

function readKey(text: string): { id: string; key: Buffer } | undefined {
  try {
    const { id, key } = JSON.parse(text) as { id?: unknown; key?: unknown };
    const bytes = typeof key === 'string' ? decodeBase64(key) : undefined;
    return typeof id === 'string' && bytes?.length === KEY_BYTES ? { id, key: bytes } : undefined;
  } catch {
    return undefined;
  }
}
