/** Signs the tree's head, while entries come at least every second. */
import { join } from 'node:path';
import { InTurn } from '../../in-turn.ts';
import { AppendFile } from '../append-file.ts';
import type { SignedCheckpoint } from '../contract.ts';
import { formatCheckpoint } from '../notes/checkpoint.ts';
import type { NoteSigner } from '../notes/keys.ts';
import { addSignatures } from './cosignatures.ts';
import { signNote } from '../notes/sign.ts';
import { besideSegment, type Segment } from '../segments.ts';
import { replaceFile, type Storage } from '../storage.ts';
import type { Tree } from '../tree/tree.ts';
import { takePartialTiles, type TileWriter } from './tile-writer.ts';

/** How long after an entry a checkpoint is begun: less than the second within which it must be there. */
const DELAY = 700;
/** Checkpoints that a witness may still answer for. */
const MAX_KEPT = 32;

/** What the checkpointer works with. */
export interface CheckpointerOptions {
  dir: string;
  storage: Storage;
  tree: Tree;
  tiles: TileWriter;
  /** The newest checkpoint, and the durable length of the file that holds it. */
  newest: SignedCheckpoint | undefined;
  file: { first: number; size: number } | undefined;
  /** Who signs. */
  signer: NoteSigner;
  /** Who signs the first too: the keys before. */
  cosigners: readonly NoteSigner[];
  /** The segment that holds the last durable entry. */
  segment: () => Segment;
  /** Resolves when all durable entries are so in their own files. Rejects with the system's error. */
  settle: () => Promise<void>;
  /** The time, RFC 3339; never falls. */
  now: () => string;
  /** Called when a checkpoint that is due could not be written. */
  failed: (error: Error) => void;
  /** Called with each checkpoint that is durable, but not again when cosignatures come for it. */
  signed: (checkpoint: SignedCheckpoint) => void;
}

/** Writes `N.checkpoints` and `checkpoint`. */
export class Checkpointer {
  readonly #options: CheckpointerOptions;
  readonly #inTurn = new InTurn();
  /** By size; with the segment whose file has them. */
  readonly #kept = new Map<number, SignedCheckpoint & { first: number }>();
  #newest: SignedCheckpoint | undefined;
  #file: { first: number; file: AppendFile } | undefined;
  #cosigners: readonly NoteSigner[];
  #timer: NodeJS.Timeout | undefined;

  constructor(options: CheckpointerOptions) {
    const { newest, file, cosigners } = options;
    this.#options = options;
    this.#cosigners = cosigners;
    this.#newest = newest;
    if (newest && file) this.#kept.set(newest.size, { ...newest, first: file.first });
    if (file) this.#file = { first: file.first, file: this.#open(file.first, file.size) };
  }

  /** The newest checkpoint that is durable. */
  get newest(): SignedCheckpoint | undefined {
    return this.#newest;
  }

  /** Makes good what a crash left: the file `checkpoint` holds the newest, and what lies behind it is cut off. */
  async open(): Promise<void> {
    const { dir, storage } = this.#options;
    await this.#file?.file.repair();
    if (this.#newest)
      await replaceFile(storage, join(dir, 'checkpoint'), Buffer.from(this.#newest.note));
  }

  /** Sees to it that what was appended is signed within a second. */
  due(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.sign().catch((error: Error) => this.#options.failed(error));
    }, DELAY).unref();
  }

  /** Signs the tree as it is, unless that was done; durable when it resolves. Rejects with the system's error. */
  sign(): Promise<void> {
    return this.#inTurn.run(() => this.#sign());
  }

  /** Adds witnesses' signature lines to the checkpoint of that size; one that is too old is left. */
  cosign(size: number, lines: readonly string[]): Promise<void> {
    return this.#inTurn.run(async () => {
      const known = this.#kept.get(size);
      // What stands in the file of a segment that is closed stays as it is.
      if (known?.first !== this.#options.segment().first) return;
      const note = addSignatures(known.note, lines);
      if (note !== known.note) await this.#write({ size, time: this.#options.now(), note });
    });
  }

  /** Makes good what a failure left, and signs what is due. Rejects with the system's error. */
  repair(): Promise<void> {
    return this.#inTurn.run(async () => {
      await this.#file?.file.repair();
      await this.#sign();
    });
  }

  /** Signs what is due, and closes the file. Rejects with the system's error. */
  async close(): Promise<void> {
    try {
      await this.sign();
    } finally {
      await this.release();
    }
  }

  /** Closes the file; what is due is signed at the next start. */
  async release(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#inTurn.ended();
    await this.#file?.file.close();
  }

  async #sign(): Promise<void> {
    const { tree, tiles, signer, settle, now, signed } = this.#options;
    // All of one moment: entries go on being appended while the files are written.
    const { size } = tree;
    if (size === (this.#newest?.size ?? 0)) return;
    const { origin, root, time } = { origin: signer.name, root: tree.root(), time: now() };
    const partial = takePartialTiles(tree);
    // What is signed needs no journal to be found by a verifier.
    await settle();
    await tiles.flush(partial);
    const text = formatCheckpoint({ origin, size, root });
    const checkpoint = { size, time, note: signNote(text, signer, ...this.#cosigners) };
    await this.#write(checkpoint);
    this.#cosigners = [];
    signed(checkpoint);
    await tiles.prune(partial);
  }

  async #write(checkpoint: SignedCheckpoint): Promise<void> {
    const { dir, storage } = this.#options;
    const { first } = this.#options.segment();
    const file = this.#fileOf(first);
    const { size, note } = checkpoint;
    file.confirm(await file.append([Buffer.from(`${JSON.stringify({ note })}\n`)]));
    const newer = this.#newest !== undefined && this.#newest.size > size;
    if (!newer) await replaceFile(storage, join(dir, 'checkpoint'), Buffer.from(note));
    this.#keep({ ...checkpoint, first });
    if (!newer) this.#newest = checkpoint;
  }

  #keep(checkpoint: SignedCheckpoint & { first: number }): void {
    this.#kept.set(checkpoint.size, checkpoint);
    if (this.#kept.size > MAX_KEPT) this.#kept.delete(this.#kept.keys().next().value!);
  }

  #fileOf(first: number): AppendFile {
    if (this.#file?.first === first) return this.#file.file;
    void this.#file?.file.close();
    this.#file = { first, file: this.#open(first) };
    return this.#file.file;
  }

  #open(first: number, size = 0): AppendFile {
    const { dir, storage } = this.#options;
    return new AppendFile(storage, besideSegment(dir, first, 'checkpoints'), size);
  }
}
