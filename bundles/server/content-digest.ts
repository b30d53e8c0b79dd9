import { createHash } from 'node:crypto';
import { parseJson } from '../manifest-json.ts';
import { readArchive } from '../read-archive.ts';

/**
 * What stays the same when a bundle is promoted or rolled back to: SHA-256, in hex, of its files but
 * for the signature; of the manifest's `metadata.regent` all counts but sequence and times, so that no
 * smoke test can be lost on the way, and nothing that a later version adds.
 */
export async function contentDigest(bytes: Buffer): Promise<string> {
  const files = await readArchive(bytes);
  const hash = createHash('sha256');
  for (const name of [...files.keys()].toSorted()) {
    if (name === '.signatures.json') continue;
    const content = files.get(name)!;
    const part = name === '.manifest' ? Buffer.from(timeless(content)) : content;
    hash.update(`${name}\0${part.length}\0`).update(part);
  }
  return hash.digest('hex');
}

function timeless(manifest: Buffer): string {
  const value = parseJson(manifest, '.manifest') as {
    metadata?: { regent?: Record<string, unknown> };
  };
  const { sequence, created, expires, ...lasting } = value.metadata?.regent ?? {};
  if (value.metadata !== undefined) value.metadata.regent = lasting;
  return JSON.stringify(sortDeep(value));
}

function sortDeep(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortDeep);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, member]) => [name, sortDeep(member)]));
}
