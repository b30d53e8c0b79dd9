/** A note, key, checkpoint or cosignature that is not of its format, or not signed as it must be. */
export class NoteError extends Error {
  override name = 'NoteError';
}
