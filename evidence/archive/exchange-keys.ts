/** The keys that an archive brings. */
import { join } from 'node:path';
import { readLines } from '../read-lines.ts';

/** The exchange keys of an unpacked archive, by id. Throws SetupError where they cannot be read. */
export async function readExchangeKeys(dir: string): Promise<Map<string, Buffer[]>> {
  const keys = new Map<string, Buffer[]>();
  for await (const { bytes } of readLines(join(dir, 'exchange-keys.ndjson'), () => undefined)) {
    const { id, key } = JSON.parse(bytes.toString()) as { id: string; key: string };
    keys.set(id, [...(keys.get(id) ?? []), Buffer.from(key, 'base64')]);
  }
  return keys;
}
