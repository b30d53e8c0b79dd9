/** How far a ledger is signed. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseCheckpoint } from '../gateway/ledger/notes/checkpoint.ts';
import { parseNote } from '../gateway/ledger/notes/note.ts';

/** Entries that the newest checkpoint covers; 0 where there is none that can be read. */
export async function readSignedSize(dir: string): Promise<number> {
  try {
    return parseCheckpoint(parseNote(await readFile(join(dir, 'checkpoint'))).text).size;
  } catch {
    return 0;
  }
}
