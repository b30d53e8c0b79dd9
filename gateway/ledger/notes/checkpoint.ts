/** Checkpoints: C2SP tlog-checkpoint. */
import { HASH_BYTES } from '../tree/hash.ts';
import { decodeBase64 } from './base64.ts';
import { NoteError } from './errors.ts';

/** The head of a log's tree. */
export interface Checkpoint {
  /** The log. */
  origin: string;
  /** Entries in the tree. */
  size: number;
  /** Root of the tree of that size, 32 bytes. */
  root: Buffer;
  /** Lines behind the third; Regent's ledgers have none. */
  extensions?: string[];
}

/** Reads the text of a checkpoint (a note's, not the whole note). Throws a NoteError. */
export function parseCheckpoint(text: string): Checkpoint {
  const lines = text.split('\n');
  if (lines.length < 4 || lines.pop() !== '' || lines.includes(''))
    throw new NoteError('a checkpoint has at least three lines, none of them empty');
  const [origin, size, root, ...extensions] = lines as [string, string, string];
  const hash = decodeBase64(root);
  if (hash?.length !== HASH_BYTES)
    throw new NoteError('the third line of a checkpoint is base64 of a hash of 32 bytes');
  return {
    origin,
    size: parseSize(size),
    root: hash,
    ...(extensions.length > 0 && { extensions }),
  };
}

/** The text of a checkpoint, which is then signed as a note. Throws a NoteError where it would not be read again. */
export function formatCheckpoint({ origin, size, root, extensions = [] }: Checkpoint): string {
  const lines = [origin, String(size), root.toString('base64'), ...extensions];
  if (lines.some((line) => line.includes('\n')))
    throw new NoteError('a line of a checkpoint holds no line feed');
  const text = `${lines.join('\n')}\n`;
  parseCheckpoint(text);
  return text;
}

/** Reads a size in decimal, without leading zeros, up to 2^53 - 1. Throws a NoteError. */
export function parseSize(text: string): number {
  const size = Number(text);
  if (!/^(0|[1-9]\d{0,15})$/.test(text) || !Number.isSafeInteger(size))
    throw new NoteError('the size of a tree is a decimal number without leading zeros, below 2^53');
  return size;
}
