/** The lines of a history. */
import { SetupError } from '../../gateway/errors.ts';

/** One change of a channel. */
export interface HistoryEntry {
  /** RFC 3339. */
  at: string;
  /** Who: `<issuer> <subject>` of the token, the certificate's subject and fingerprint, or both. */
  by: string;
  /** The policy's reasons to allow it: the built-in one names the grants. */
  allowed_by: string[];
  action: 'publish' | 'promote' | 'rollback';
  /** `sha256:` and hex. */
  digest: string;
  revision: string;
  sequence: number;
  /** RFC 3339. */
  expires: string;
  source: { repository: string; commit: string };
  /** Id of the key. */
  signed_by: string;
  /** Of a promotion or rollback: the channel and the digest whose content this is. */
  origin?: { channel: string; digest: string };
  /** Why, in the caller's words; may be empty. */
  reason: string;
}

/** The line that says that retention removed bundles. */
export interface Removal {
  /** RFC 3339. */
  at: string;
  /** Digests. */
  removed: string[];
}

/**
 * The line at `place`, after one of the sequence `last`. Throws SetupError where it is neither an
 * entry nor a removal, or the sequence is not higher.
 */
export function parseLine(place: string, text: string, last: number): HistoryEntry | Removal {
  const line = parse(text);
  if (isRemoval(line)) return line;
  if (!isEntry(line))
    throw new SetupError([`${place}: is not an entry; restore the file from a backup`]);
  if (line.sequence > last) return line;
  throw new SetupError([
    `${place}: its sequence is not higher than the last; restore the file from a backup`,
  ]);
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function isEntry(line: object): line is HistoryEntry {
  const { digest, sequence } = line as Partial<HistoryEntry>;
  return isDigest(digest) && Number.isSafeInteger(sequence);
}

function isRemoval(line: object): line is Removal {
  const { removed, at } = line as Partial<Removal>;
  return Array.isArray(removed) && removed.every(isDigest) && typeof at === 'string';
}

function isDigest(value: unknown): boolean {
  return typeof value === 'string' && /^sha256:[0-9a-f]{64}$/.test(value);
}
