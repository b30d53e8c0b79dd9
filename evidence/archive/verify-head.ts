/** The checkpoints of an archive: who signed them, and that they are of one tree. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NoteError } from '../../gateway/ledger/notes/errors.ts';
import { parseVkey, type NoteKey } from '../../gateway/ledger/notes/keys.ts';
import type { LedgerEntry, SigningKeyData } from '../../gateway/types.ts';
import {
  placeOf,
  readCheckpoint,
  readCheckpointLines,
  type FoundCheckpoint,
} from '../verify/checkpoint-lines.ts';
import type { Fault } from '../verify/faults.ts';
import { OtherSignatures } from '../verify/other-signatures.ts';
import { Signers } from '../verify/signers.ts';
import { checkConsistency } from './check-consistency.ts';
import type { ArchiveManifest } from './manifest.ts';

/** What is known from elsewhere. */
export interface HeadOptions {
  /** Keys that sign the ledger's checkpoints, as vkeys; later ones are named by entries. */
  keys: readonly string[];
  /** Keys of witnesses, as vkeys: each must have cosigned. */
  witnesses?: readonly string[];
  /** Checkpoints that somebody kept, with a name for messages; they must be among those of the archive. */
  checkpoints?: readonly { name: string; note: string }[];
}

/** The head of an archive. */
export class ArchiveHead {
  readonly checkpoint: FoundCheckpoint;
  readonly #older: FoundCheckpoint[];
  readonly #signers: Signers;
  readonly #witnesses: readonly NoteKey[];
  readonly #kept: FoundCheckpoint[];
  readonly #dir: string;
  readonly #faults: Fault[] = [];
  /** Those that entries name. */
  readonly #vkeys: string[] = [];

  private constructor(
    dir: string,
    manifest: ArchiveManifest,
    checkpoint: FoundCheckpoint,
    older: FoundCheckpoint[],
    kept: FoundCheckpoint[],
    keys: readonly NoteKey[],
    witnesses: readonly NoteKey[],
  ) {
    this.#dir = dir;
    this.checkpoint = checkpoint;
    this.#older = older;
    this.#kept = kept;
    this.#signers = new Signers(keys, lastUnchosen(manifest));
    this.#witnesses = witnesses;
  }

  /** Undefined where there is no checkpoint to prove anything against; that is among the faults. */
  static async read(
    dir: string,
    manifest: ArchiveManifest,
    options: HeadOptions,
    faults: Fault[],
  ): Promise<ArchiveHead | undefined> {
    const keys = options.keys.map((vkey) => parseVkey(vkey));
    const witnesses = (options.witnesses ?? []).map((vkey) => parseVkey(vkey));
    const all = [...keys, ...witnesses];
    const kept = (options.checkpoints ?? []).map(({ name, note }) =>
      Object.assign({ file: name }, readCheckpoint(note, all, { file: name }, faults)),
    );
    const file = 'checkpoint';
    try {
      const note = await readFile(join(dir, file), 'utf8');
      const checkpoint = { file, ...readCheckpoint(note, all, { file }, faults) };
      if (
        checkpoint.origin !== manifest.origin ||
        checkpoint.size !== manifest.size ||
        checkpoint.root.toString('base64') !== manifest.root
      ) {
        faults.push({
          fault: 'file-altered',
          file: 'archive.json',
          detail: 'not of the checkpoint',
        });
      }
      const lines = await readFile(join(dir, 'checkpoints')).catch(() => Buffer.alloc(0));
      const older = readCheckpointLines('checkpoints', lines, all, faults);
      return new ArchiveHead(dir, manifest, checkpoint, older, kept, keys, witnesses);
    } catch (error) {
      const detail = error instanceof NoteError ? error.message : 'it is not there';
      faults.push({ fault: 'checkpoint-unreadable', file, detail });
      return undefined;
    }
  }

  /** Keys of the ledger that are known so far. */
  get keys(): readonly NoteKey[] {
    return this.#signers.keys;
  }

  /** Names of the witnesses that cosigned the newest. */
  get witnesses(): string[] {
    return this.#witnesses
      .filter(({ vkey }) => this.checkpoint.cosigned.some((each) => each.vkey === vkey))
      .map(({ name }) => name);
  }

  /** Takes the entries, in order, whose proofs hold: those that name keys say who may sign. */
  take({ seq, type, time, data }: LedgerEntry): void {
    if (type !== 'signing-key') return;
    this.#vkeys.push((data as SigningKeyData).key);
    const fault = this.#signers.take({ seq, type, time, data });
    if (fault) this.#faults.push(fault);
  }

  /** All entries were taken. */
  async finish(faults: Fault[]): Promise<void> {
    faults.push(...this.#faults);
    const others = new OtherSignatures();
    for (const checkpoint of [...this.#older, this.checkpoint]) {
      const why = this.#signers.check(checkpoint);
      if (why !== undefined)
        faults.push({ ...placeOf(checkpoint), fault: 'checkpoint-unsigned', detail: why });
      else faults.push(...others.take(checkpoint, this.#signers.keys));
    }
    for (const { name } of this.#witnesses) {
      if (!this.witnesses.includes(name))
        faults.push({ fault: 'cosignature-missing', detail: name });
    }
    faults.push(...(await checkConsistency(this.#dir, this.#older, this.checkpoint)));
    await this.#checkKeys(faults);
    for (const kept of this.#kept) this.#checkKept(kept, faults);
  }

  /** Whoever verifies by hand takes the keys from there. */
  async #checkKeys(faults: Fault[]): Promise<void> {
    const file = 'keys.txt';
    const text = await readFile(join(this.#dir, file), 'utf8').catch(() => '');
    if (text !== this.#vkeys.map((vkey) => `${vkey}\n`).join(''))
      faults.push({ fault: 'file-altered', file, detail: 'not the keys that entries name' });
  }

  /** A kept checkpoint is compared with those of its size; an archive cannot prove others. */
  #checkKept(kept: FoundCheckpoint, faults: Fault[]): void {
    const { file, size, root } = kept;
    if (size > this.checkpoint.size) {
      faults.push({ fault: 'cut', file, detail: `it covers ${String(size)} entries` });
      return;
    }
    const same = [...this.#older, this.checkpoint].filter((each) => each.size === size);
    if (same.length === 0) {
      faults.push({
        fault: 'checkpoint-missing',
        file,
        detail: 'the archive has none of its size',
      });
    } else if (same.some((each) => !each.root.equals(root))) {
      faults.push({ fault: 'rewritten', file });
    }
  }
}

/** The last entry that is not in an archive: before it a `signing-key` entry may have been removed. */
function lastUnchosen({ runs, size }: ArchiveManifest): number {
  const [first, last] = runs.at(-1) ?? [0, -1];
  return last < size - 1 ? size - 1 : first - 1;
}
