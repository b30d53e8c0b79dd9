/** The certificates that lie with a ledger or in an archive: each is signed by a key of the ledger, and says what its entries say; none is missing. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { NoteKey } from '../../gateway/ledger/notes/keys.ts';
import { openNote } from '../../gateway/ledger/notes/sign.ts';
import type { Certificate } from '../../gateway/ledger/subjects/certificate.ts';
import { UNFINISHED_SUFFIX } from '../../gateway/ledger/subjects/unfinished.ts';
import { verifyCertificate, type Verified } from '../erase/verify-certificate.ts';
import type { Fault } from './faults.ts';
import { namesIn, readIfThere } from './files.ts';
import type { SpecialEntry } from './special.ts';

/** The folder that they lie in. */
export const CERTIFICATES = 'certificates';

const NAME = /^[0-9a-f-]{36}\.json$/;

/** What entries say of an erasure, as far as they are there. */
interface Said {
  /** The last of its entries. */
  seq: number;
  /** Each `begun` says the same. */
  reference?: unknown;
  commitment?: unknown;
  /** The entry `done`. */
  done?: { seq: number; time: string };
  /** That entry may have stood in a segment that was removed. */
  isLost?: boolean;
}

/** Holds certificates against entries. */
export class Certificates {
  readonly #dir: string;
  readonly #names: ReadonlySet<string>;
  readonly #said = new Map<string, Said>();
  #toCome = 0;

  /** Those that are there now, before entries are read: a gateway may write more meanwhile. */
  constructor(dir: string) {
    this.#dir = dir;
    this.#names = new Set(certificateNames(dir));
  }

  /** Erasures that are done, and whose certificate is still to come: a gateway is about to write it, or will at its next start. */
  get toCome(): number {
    return this.#toCome;
  }

  /** Takes an entry `erasure`. */
  take({ seq, time, data }: Omit<SpecialEntry, 'type'>): void {
    const { erasure, state, ...entry } = data as { erasure: string; state: string } & Said;
    const said = this.#said.get(erasure);
    const { reference, commitment } = entry;
    const more = state === 'done' ? { done: { seq, time } } : { reference, commitment };
    this.#said.set(erasure, { ...said, ...more, seq });
  }

  /** Takes a segment that was removed. */
  takeExpired(): void {
    for (const said of this.#said.values()) if (!said.done) said.isLost = true;
  }

  /** All entries were taken; checks all certificates. `isRemoved` says of which entries retention left nothing but their hashes. */
  check(keys: readonly NoteKey[], isRemoved: (seq: number) => boolean): Fault[] {
    const faults = this.#findMissing();
    for (const name of this.#names) {
      const file = `${CERTIFICATES}/${name}`;
      const text = String(readIfThere(this.#dir, file));
      const reasons = keys.map((key) => this.#whyNot(text, key, name, isRemoved));
      const why = reasons.includes(undefined)
        ? whyNotAsWritten(text, keys)
        : (reasons[0] ?? 'no key is known');
      if (why !== undefined) faults.push({ fault: 'certificate-bad', file, detail: why });
    }
    return faults;
  }

  #findMissing(): Fault[] {
    const faults: Fault[] = [];
    const isThere = (name: string): boolean => existsSync(join(this.#dir, CERTIFICATES, name));
    for (const [erasure, { seq, done, isLost = false }] of this.#said) {
      const name = `${erasure}.json`;
      if ((!done && !isLost) || this.#names.has(name)) continue;
      if (!NAME.test(name)) {
        faults.push({ fault: 'certificate-missing', seq, detail: JSON.stringify(erasure) });
        continue;
      }
      // In this order: a gateway keeps the certificate before it forgets that the erasure is not finished.
      if (isThere(erasure + UNFINISHED_SUFFIX)) this.#toCome += 1;
      else if (!isThere(name))
        faults.push({ fault: 'certificate-missing', file: `${CERTIFICATES}/${name}`, seq });
    }
    return faults;
  }

  #whyNot(
    text: string,
    key: NoteKey,
    name: string,
    isRemoved: (seq: number) => boolean,
  ): string | undefined {
    try {
      const verified = verifyCertificate(text, { key: key.vkey });
      if (name !== `${verified.erasure}.json`) return `it is of erasure ${verified.erasure}`;
      return this.#isSaid(verified, isRemoved) ? undefined : 'the entries say something else';
    } catch (error) {
      return (error as Error).message;
    }
  }

  /** Its entry is one of this ledger, and not of another that the same key signed. */
  #isSaid(verified: Verified, isRemoved: (seq: number) => boolean): boolean {
    const { index, time, reference, commitment } = verified;
    const { done, ...begun }: Partial<Said> = this.#said.get(verified.erasure) ?? {};
    if (done ? done.seq !== index || done.time !== time : !isRemoved(index)) return false;
    return (
      [undefined, reference].includes(begun.reference as string) &&
      [undefined, commitment].includes(begun.commitment as string)
    );
  }
}

/** Names in the folder; what says that an erasure is under way is none. */
export function certificateNames(dir: string): string[] {
  return namesIn(join(dir, CERTIFICATES)).filter(
    (name) => name.endsWith('.json') && !name.endsWith(UNFINISHED_SUFFIX),
  );
}

/** Of one that a key of the ledger signed: what nobody wrote so who has that key; undefined where there is nothing. */
function whyNotAsWritten(text: string, keys: readonly NoteKey[]): string | undefined {
  const { v, certificate, entry, index, proof, checkpoint } = JSON.parse(text) as Certificate;
  const written = `${JSON.stringify({ v, certificate, entry, index, proof, checkpoint })}\n`;
  // No other program may read something else in it.
  if (text !== written) return 'it is spelt otherwise than a gateway writes it';
  try {
    // None of their signatures is bad, whichever key of the ledger they are of.
    for (const note of [certificate, checkpoint]) openNote(note, keys);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
