/** Signatures of witnesses, added to a checkpoint. */
import { formatNote, parseNote, parseSignatureLine } from '../notes/note.ts';

/** The note with the signature lines that it does not have yet. Throws a NoteError for what is no signature line. */
export function addSignatures(note: string, lines: readonly string[]): string {
  const { text, signatures } = parseNote(note);
  const added = lines
    .map((line) => parseSignatureLine(line.replace(/\n$/, '')))
    .filter(({ name, id }) => !signatures.some((known) => known.name === name && known.id === id));
  return added.length === 0 ? note : formatNote({ text, signatures: [...signatures, ...added] });
}
