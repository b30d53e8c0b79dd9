import { createHash } from 'node:crypto';

/** What a bundle is known by: `sha256:` and the hex SHA-256 of its file's bytes. */
export function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
