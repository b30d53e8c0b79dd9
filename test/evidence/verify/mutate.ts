/** Random single changes to the files of a ledger. */
import { parseNote } from '../../../gateway/ledger/notes/note.ts';
import { signNote } from '../../../gateway/ledger/notes/sign.ts';
import type { NoteSigner } from '../../../gateway/ledger/notes/keys.ts';

/** One change: the file, its new bytes, and the entries that it touches (none where it is the file that must be named). */
export interface Change {
  what: string;
  file: string;
  bytes: Buffer;
  seqs: number[];
}

const SLOT = 80;
const ID = 16;
const PADDING = 4;
const FRAME_HEAD = 40;

/** Numbers that look random and are the same for the same seed (mulberry32). */
export function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** Makes changes to a ledger whose files are `files`. */
export class Mutator {
  readonly #files: ReadonlyMap<string, Buffer>;
  readonly #random: (below: number) => number;
  readonly #foreign: NoteSigner;
  /** The kinds of changes, each as often as it stands here; undefined where one is no change after all. */
  readonly makers: (() => Change | undefined)[];

  constructor(
    files: ReadonlyMap<string, Buffer>,
    foreign: NoteSigner,
    random: (below: number) => number,
  ) {
    this.#files = files;
    this.#foreign = foreign;
    this.#random = random;
    const flips = Array.from({ length: 4 }, () => () => this.#flipEntry());
    const entries = [
      () => this.#edit('delete', '.ndjson', removeAt),
      () => this.#insertEntry(),
      () => this.#swapEntries(),
      () => this.#truncate('.ndjson'),
      () => this.#replay('.ndjson'),
    ];
    const checkpoints = [
      () => this.#resign(),
      () => this.#flip('flip in a checkpoint', 'checkpoint'),
      () => this.#flip('flip in a checkpoint', '.checkpoints'),
      () => this.#deleteLastCheckpoint(),
      () => this.#repeatCheckpoint(),
      () => this.#swapCheckpoints(),
      () => this.#truncate('.checkpoints'),
      () => this.#replay('.checkpoints'),
    ];
    const others = [
      () => this.#flip('flip in a tile', /^tile/),
      () => this.#truncate(/^tile/),
      () => this.#flip('flip in what expired', '.expired.json'),
      () => this.#flipSlot(),
      () => this.#editParts('slot', '.keys', (bytes) => cutEach(bytes, () => SLOT)),
      () => this.#truncate('.keys'),
      () => this.#flip('flip in a body', '.bodies'),
      () => this.#editParts('body', '.bodies', (bytes) => cutEach(bytes, frameLength)),
      () => this.#truncate('.bodies'),
    ];
    this.makers = [...flips, ...entries, ...checkpoints, ...others];
  }

  #pick(kind: string | RegExp): string {
    const names = [...this.#files.keys()].filter((name) =>
      typeof kind === 'string' ? name.endsWith(kind) : kind.test(name),
    );
    return names[this.#random(names.length)]!;
  }

  /** The lines of a random file, and the number of the first where they are entries. */
  #pickLines(kind: string): { file: string; first: number; lines: string[] } {
    const file = this.#pick(kind);
    const lines = this.#files.get(file)!.toString().split('\n').slice(0, -1);
    return { file, first: Number.parseInt(file, 10), lines };
  }

  #edit(
    what: string,
    kind: string,
    edit: (lines: string[], at: number) => string[],
  ): Change | undefined {
    const { file, first, lines } = this.#pickLines(kind);
    const at = this.#random(lines.length);
    return change(what, file, edit(lines, at), [first + at]);
  }

  #flip(what: string, kind: string | RegExp): Change {
    const file = this.#pick(kind);
    const bytes = Buffer.from(this.#files.get(file)!);
    bytes[this.#random(bytes.length)]! ^= 1 << this.#random(8);
    return { what, file, bytes, seqs: [] };
  }

  #flipEntry(): Change {
    const { file, bytes } = this.#flip('flip', '.ndjson');
    const before = this.#files.get(file)!;
    const at = before.findIndex((byte, index) => byte !== bytes[index]);
    const seq = Number.parseInt(file, 10) + countLines(before.subarray(0, at));
    // A line feed belongs to two lines.
    const isEnd = before[at] === 0x0a && at < before.length - 1;
    return { what: 'flip', file, bytes, seqs: [seq, ...(isEnd ? [seq + 1] : [])] };
  }

  #insertEntry(): Change {
    const { file, first, lines } = this.#pickLines('.ndjson');
    const at = this.#random(lines.length + 1);
    const other = this.#pickLines('.ndjson');
    const from = this.#random(other.lines.length);
    const seqs = [other.first + from, first + at - 1, first + at];
    return change('insert', file, lines.toSpliced(at, 0, other.lines[from]!), seqs);
  }

  #swapEntries(): Change | undefined {
    const { file, first, lines } = this.#pickLines('.ndjson');
    const [a, b] = [this.#random(lines.length), this.#random(lines.length)];
    if (a === b) return undefined;
    return change('swap', file, swapped(lines, a, b), [first + a, first + b]);
  }

  #truncate(kind: string | RegExp): Change {
    const file = this.#pick(kind);
    const bytes = this.#files.get(file)!;
    const at = this.#random(bytes.length);
    const seq = Number.parseInt(file, 10) + countLines(bytes.subarray(0, at));
    // Where only the line feed is cut off the entry is whole, and the next one is the first that is missing.
    const seqs = kind === '.ndjson' ? [seq, seq + 1] : [];
    return { what: `truncate ${String(kind)}`, file, bytes: bytes.subarray(0, at), seqs };
  }

  /** The tail of a file is replaced by that of an earlier one. */
  #replay(kind: string): Change | undefined {
    const { file, first, lines } = this.#pickLines(kind);
    const old = this.#pickLines(kind);
    if (old.first >= first) return undefined;
    const count = 1 + this.#random(Math.min(lines.length, old.lines.length));
    const replayed = [...lines.slice(0, -count), ...old.lines.slice(-count)];
    const seqs = Array.from({ length: count }, (_, at) => first + lines.length - count + at);
    return change(`replay ${kind}`, file, replayed, kind === '.ndjson' ? seqs : []);
  }

  /** A checkpoint is signed by a foreign key under the name of the ledger's. */
  #resign(): Change {
    const { file, lines } = this.#pickLines('.checkpoints');
    const at = this.#random(lines.length);
    const { note } = JSON.parse(lines[at]!) as { note: string };
    const signed = signNote(parseNote(note).text, this.#foreign);
    return change('re-sign', file, lines.with(at, JSON.stringify({ note: signed })), []);
  }

  /** Only the last: those behind prove all that one in the middle does. */
  #deleteLastCheckpoint(): Change {
    const { file, lines } = this.#pickLines('.checkpoints');
    return change('delete a checkpoint', file, lines.slice(0, -1), []);
  }

  #repeatCheckpoint(): Change {
    const { file, lines } = this.#pickLines('.checkpoints');
    const [from, to] = [this.#random(lines.length), this.#random(lines.length)];
    return change('insert a checkpoint', file, lines.toSpliced(to, 0, lines[from]!), []);
  }

  #swapCheckpoints(): Change | undefined {
    const { file, lines } = this.#pickLines('.checkpoints');
    const [a, b] = [this.#random(lines.length), this.#random(lines.length)];
    return a === b ? undefined : change('swap checkpoints', file, swapped(lines, a, b), []);
  }

  /** In what is in clear: whether the wrapped key is whole only its key-encryption key tells. */
  #flipSlot(): Change {
    const file = this.#pick('.keys');
    const bytes = Buffer.from(this.#files.get(file)!);
    const slot = SLOT * this.#random(bytes.length / SLOT);
    const at = this.#random(ID + PADDING);
    bytes[slot + (at < ID ? at : SLOT - PADDING + at - ID)]! ^= 1 << this.#random(8);
    return { what: 'flip in a slot', file, bytes, seqs: [] };
  }

  /** Slots or bodies: one is removed, repeated, or changes places with another. */
  #editParts(what: string, kind: string, cut: (bytes: Buffer) => Buffer[]): Change | undefined {
    const file = this.#pick(kind);
    const parts = cut(this.#files.get(file)!);
    const [a, b] = [this.#random(parts.length), this.#random(parts.length)];
    const edited = [
      // Bodies stand in any order.
      what === 'slot' && a !== b ? parts.with(a, parts[b]!).with(b, parts[a]!) : undefined,
      parts.toSpliced(a, 1),
      parts.toSpliced(a, 0, parts[b]!),
    ][this.#random(3)];
    return edited && { what: `edit a ${what}`, file, bytes: Buffer.concat(edited), seqs: [] };
  }
}

function change(what: string, file: string, lines: string[], seqs: number[]): Change {
  return { what, file, bytes: Buffer.from(lines.map((line) => `${line}\n`).join('')), seqs };
}

function removeAt(lines: string[], at: number): string[] {
  return lines.toSpliced(at, 1);
}

function swapped(lines: string[], a: number, b: number): string[] {
  return lines.with(a, lines[b]!).with(b, lines[a]!);
}

function countLines(bytes: Buffer): number {
  return bytes.filter((byte) => byte === 0x0a).length;
}

function frameLength(bytes: Buffer): number {
  return FRAME_HEAD + Number(bytes.readBigUInt64BE(FRAME_HEAD - 8));
}

function cutEach(bytes: Buffer, lengthOf: (rest: Buffer) => number): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = lengthOf(bytes.subarray(at));
    parts.push(bytes.subarray(at, at + length));
    at += length;
  }
  return parts;
}
