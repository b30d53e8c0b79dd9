/** Which key signs checkpoints where: the first is known from elsewhere, each later one is named by an entry. */
import { NoteError } from '../../gateway/ledger/notes/errors.ts';
import { parseVkey } from '../../gateway/ledger/notes/keys.ts';
import { readCheckpoint, type FoundCheckpoint } from './checkpoint-lines.ts';
import type { Fault } from './faults.ts';
import type { SpecialEntry } from './walk.ts';

/** The keys of a ledger, in order. */
export class Signers {
  readonly #trusted: readonly string[];
  /** Keys that an entry named, each with the entry; the first without one stands for those given. */
  readonly #named: { seq: number; vkey: string }[] = [];
  /** Entries whose key has not signed a checkpoint yet. */
  #fresh: { seq: number; before: string } | undefined;

  constructor(trusted: readonly string[]) {
    this.#trusted = trusted;
  }

  /** Every key that may have signed. */
  get vkeys(): string[] {
    return [...new Set([...this.#trusted, ...this.#named.map(({ vkey }) => vkey)])];
  }

  /** Takes an entry `signing-key`; a fault where nobody vouches for its key. */
  take({ seq, data }: SpecialEntry): Fault | undefined {
    const { key, previous } = data as { key?: unknown; previous?: unknown };
    const current = this.#named.at(-1)?.vkey;
    if (typeof key !== 'string' || !isVkey(key))
      return { fault: 'key-unknown', seq, detail: 'not a vkey' };
    const vouched =
      previous === undefined
        ? current === undefined && this.#trusted.includes(key)
        : previous === current ||
          (current === undefined && this.#trusted.includes(String(previous)));
    // Where the entries before are not here, a key that was given vouches for itself.
    if (!vouched && !(current === undefined && this.#trusted.includes(key)))
      return { fault: 'key-unknown', seq, detail: key };
    if (previous !== undefined) this.#fresh = { seq, before: String(previous) };
    this.#named.push({ seq, vkey: key });
    return undefined;
  }

  /** Why a checkpoint is not signed as it must be; undefined where it is. */
  check(checkpoint: FoundCheckpoint): string | undefined {
    const current = this.#named.findLast(({ seq }) => seq < checkpoint.size)?.vkey;
    const signer = current ?? this.#trusted.find((vkey) => isSignedBy(checkpoint, vkey));
    if (signer === undefined) return 'by no key that is known';
    const before = this.#fresh && checkpoint.size > this.#fresh.seq ? [this.#fresh.before] : [];
    for (const vkey of [signer, ...before])
      if (!isSignedBy(checkpoint, vkey)) return `not by ${vkey}`;
    if (parseVkey(signer).name !== checkpoint.origin) return 'its origin is another';
    if (before.length > 0) this.#fresh = undefined;
    return undefined;
  }

  /** Whether any key of the ledger signed a checkpoint that somebody kept. */
  signedByAny(checkpoint: FoundCheckpoint): boolean {
    return this.vkeys.some((vkey) => isSignedBy(checkpoint, vkey));
  }
}

/** What a worker has verified is not verified again. */
function isSignedBy(checkpoint: FoundCheckpoint, vkey: string): boolean {
  if (checkpoint.signed.includes(vkey)) return true;
  return readCheckpoint(checkpoint.note, [parseVkey(vkey)], checkpoint, []).signed.length > 0;
}

function isVkey(text: string): boolean {
  try {
    parseVkey(text);
    return true;
  } catch (error) {
    if (error instanceof NoteError) return false;
    throw error;
  }
}
