/** Signatures on a checkpoint beside the one that counts: none by a key of the ledger is bad. */
import type { NoteKey } from '../../gateway/ledger/notes/keys.ts';
import { parseNote, type NoteSignature } from '../../gateway/ledger/notes/note.ts';
import { findKey, verifySignature } from '../../gateway/ledger/notes/sign.ts';
import { placeOf, type FoundCheckpoint } from './checkpoint-lines.ts';
import type { Fault } from './faults.ts';

type Place = ReturnType<typeof placeOf>;

/** Looks at each, once its key is known: that may be named by a later entry. */
export class OtherSignatures {
  readonly #later: { place: Place; text: string; signature: NoteSignature }[] = [];

  /** Takes a checkpoint; `keys` are those of the ledger that are known so far. */
  take(checkpoint: FoundCheckpoint, keys: readonly NoteKey[]): Fault[] {
    const { origin, signed } = checkpoint;
    const place = placeOf(checkpoint);
    const { text, signatures } = parseNote(checkpoint.note);
    // The ledger's keys have its name; others are of witnesses.
    const own = signatures.filter(({ name }) => name === origin);
    return own.flatMap((signature) => {
      const key = findKey(keys, signature);
      if (!key) this.#later.push({ place, text, signature });
      return key && !signed.includes(key.vkey) ? check(place, text, signature, key) : [];
    });
  }

  /** All checkpoints were taken, and all keys are known. */
  end(keys: readonly NoteKey[]): Fault[] {
    return this.#later.flatMap(({ place, text, signature }) => {
      const key = findKey(keys, signature);
      return key ? check(place, text, signature, key) : [];
    });
  }
}

function check(place: Place, text: string, signature: NoteSignature, key: NoteKey): Fault[] {
  if (verifySignature(text, signature, key)) return [];
  return [
    { fault: 'checkpoint-unsigned', ...place, detail: `a signature of ${key.vkey} is not good` },
  ];
}
