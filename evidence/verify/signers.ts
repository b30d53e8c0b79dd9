/**
 * Which key signs checkpoints where: the first is known from elsewhere, each later one is named by an entry. Where retention
 * removed such an entry its key must be known from elsewhere too.
 */
import { NoteError } from '../../gateway/ledger/notes/errors.ts';
import { parseVkey, type NoteKey } from '../../gateway/ledger/notes/keys.ts';
import { readCheckpoint, type FoundCheckpoint } from './checkpoint-lines.ts';
import type { Fault } from './faults.ts';
import type { SpecialEntry } from './special.ts';

/** The keys of a ledger, in order. */
export class Signers {
  readonly #trusted: readonly NoteKey[];
  /** Keys that entries named, each with its entry. */
  readonly #named: { seq: number; key: NoteKey }[] = [];
  /** Where entries may be missing that named keys, the last. */
  #gap: number;
  /** Keys that must sign once more, beside the successor that an entry named: else anybody could name one. */
  #leaving: { seq: number; key: NoteKey }[] = [];

  /** `gap` is the last entry that is not here, as far as that is known; what retention removed else is told by `takeExpired`. */
  constructor(trusted: readonly NoteKey[], gap = -1) {
    this.#trusted = trusted;
    this.#gap = gap;
  }

  /** Every key that may have signed. */
  get keys(): NoteKey[] {
    return [...this.#trusted, ...this.#named.map(({ key }) => key)];
  }

  /** Takes a segment that retention removed. */
  takeExpired({ last }: { last: number }): void {
    this.#gap = last;
  }

  /** Takes an entry `signing-key`; a fault where nobody vouches for its key. */
  take({ seq, data }: SpecialEntry): Fault | undefined {
    const named = data as { key?: unknown; previous?: unknown };
    const key = readVkey(named.key);
    const previous = readVkey(named.previous);
    if (!key) return { fault: 'key-unknown', seq, detail: 'it is not a vkey' };
    const current = this.#named.at(-1);
    const follows = current ? previous?.vkey === current.key.vkey : this.#vouches(key);
    if (!follows && !(this.#maySucceed(current) && this.#isSuccessor(previous)))
      return { fault: 'key-unknown', seq, detail: key.vkey };
    if (previous) this.#leaving.push({ seq, key: previous });
    this.#named.push({ seq, key });
    return undefined;
  }

  /** Why a checkpoint is not signed as it must be; undefined where it is. */
  check(checkpoint: FoundCheckpoint): string | undefined {
    const { size, origin } = checkpoint;
    const signer = this.#signerOf(checkpoint);
    if (!signer) return 'by no key that is known';
    const leaving = this.#leaving.filter(({ seq }) => seq < size);
    for (const key of [signer, ...leaving.map((each) => each.key)])
      if (!isSignedBy(checkpoint, key)) return `not by ${key.vkey}`;
    if (signer.name !== origin) return `its origin is ${origin}`;
    this.#leaving = this.#leaving.filter((each) => !leaving.includes(each));
    return undefined;
  }

  /** Whether any key of the ledger signed a checkpoint that somebody kept. */
  signedByAny(checkpoint: FoundCheckpoint): boolean {
    return this.keys.some((key) => isSignedBy(checkpoint, key));
  }

  /** The key that signs there: the last that was named before, or a known one whose entry is not there any more. */
  #signerOf(checkpoint: FoundCheckpoint): NoteKey | undefined {
    const at = this.#named.findLastIndex(({ seq }) => seq < checkpoint.size);
    const current = this.#named[at];
    if (current && isSignedBy(checkpoint, current.key)) return current.key;
    if (!this.#maySucceed(current)) return current?.key;
    const successor = this.#trusted.find(
      (key) => this.#isSuccessor(key) && isSignedBy(checkpoint, key),
    );
    // From here on the one before may not sign again.
    if (current && successor)
      this.#named.splice(at + 1, 0, { seq: checkpoint.size - 1, key: successor });
    return successor ?? current?.key;
  }

  /** Whether an entry that named another key after this one may have been removed. */
  #maySucceed(current: { seq: number } | undefined): boolean {
    return current === undefined || current.seq < this.#gap;
  }

  /** Whether somebody vouches for a key that no entry names. */
  #isSuccessor(key: NoteKey | undefined): boolean {
    return this.#vouches(key) && !this.#named.some((each) => each.key.vkey === key?.vkey);
  }

  #vouches(key: NoteKey | undefined): boolean {
    return this.#trusted.some(({ vkey }) => vkey === key?.vkey);
  }
}

/** What was verified beside the segment is not verified again. */
function isSignedBy(checkpoint: FoundCheckpoint, key: NoteKey): boolean {
  if (checkpoint.signed.includes(key.vkey)) return true;
  return readCheckpoint(checkpoint.note, [key], checkpoint, []).signed.length > 0;
}

function readVkey(text: unknown): NoteKey | undefined {
  try {
    return typeof text === 'string' ? parseVkey(text) : undefined;
  } catch (error) {
    if (error instanceof NoteError) return undefined;
    throw error;
  }
}
