/** Checkpoints that are files of their own: the ledger's, those in its certificates, and those that somebody kept. */
import { NoteError } from '../../gateway/ledger/notes/errors.ts';
import type { NoteKey } from '../../gateway/ledger/notes/keys.ts';
import { certificateNames, CERTIFICATES } from './certificates.ts';
import { readCheckpoint } from './checkpoint-lines.ts';
import type { Fault } from './faults.ts';
import { readIfThere } from './files.ts';
import type { Kept, VerifyOptions } from './types.ts';

/** Throws a NoteError where one that somebody kept cannot be read. */
export function readKept(
  { dir, checkpoints = [] }: Pick<VerifyOptions, 'dir' | 'checkpoints'>,
  keys: readonly NoteKey[],
): Kept[] {
  const own = readIfThere(dir, 'checkpoint')?.toString('utf8');
  return [
    ...(own === undefined ? [] : [readOwn(own, keys)]),
    ...certificateNames(dir).flatMap((name) => readCertified(dir, `${CERTIFICATES}/${name}`, keys)),
    ...checkpoints.map(({ name, note }) => read(name, note, 'kept', keys)),
  ];
}

function readOwn(note: string, keys: readonly NoteKey[]): Kept {
  const name = 'checkpoint';
  try {
    return read(name, note, 'own', keys);
  } catch (error) {
    if (!(error instanceof NoteError)) throw error;
    const fault: Fault = { fault: 'checkpoint-unreadable', file: name, detail: error.message };
    return { name, of: 'own', faults: [fault] };
  }
}

/** What cannot be read is told where certificates are checked. */
function readCertified(dir: string, name: string, keys: readonly NoteKey[]): Kept[] {
  try {
    const { checkpoint } = JSON.parse(String(readIfThere(dir, name))) as { checkpoint?: unknown };
    return [read(name, String(checkpoint), 'certificate', keys)];
  } catch (error) {
    if (error instanceof NoteError || error instanceof SyntaxError || error instanceof TypeError)
      return [];
    throw error;
  }
}

function read(name: string, note: string, of: Kept['of'], keys: readonly NoteKey[]): Kept {
  const faults: Fault[] = [];
  const checkpoint = readCheckpoint(note, keys, { file: name }, faults);
  return { name, of, faults, checkpoint: { file: name, ...checkpoint } };
}
