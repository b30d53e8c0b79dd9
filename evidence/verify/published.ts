/** The file `checkpoint`, by which a ledger's readers begin. */
import { parseCheckpoint } from '../../gateway/ledger/notes/checkpoint.ts';
import { NoteError } from '../../gateway/ledger/notes/errors.ts';
import { parseNote } from '../../gateway/ledger/notes/note.ts';
import type { Fault } from './faults.ts';
import { readIfThere } from './files.ts';

const FILE = 'checkpoint';

/**
 * Checks it as it is once the checkpoints were read, of these sizes: a crash may have left the one before the last there, and no
 * older one.
 */
export function checkPublished(dir: string, sizes: { last: number; before: number }): Fault[] {
  const size = readSize(readIfThere(dir, FILE)?.toString('utf8'));
  if (size === undefined || size >= sizes.before) return [];
  const detail = `of ${sizes.last} entries${size > 0 ? `, but one of ${size}` : ''}`;
  return [{ fault: 'checkpoint-missing', file: FILE, detail }];
}

/** 0 where there is none, undefined where it cannot be read: that is said where it is verified. */
function readSize(note: string | undefined): number | undefined {
  if (note === undefined) return 0;
  try {
    return parseCheckpoint(parseNote(note).text).size;
  } catch (error) {
    if (error instanceof NoteError) return undefined;
    throw error;
  }
}
