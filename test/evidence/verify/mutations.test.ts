/**
 * Of 10,000 random single changes to a ledger with checkpoints each is named: by the entry, the file or what was cut.
 * What lies behind the last checkpoint can be changed unseen by whoever changes its end too; that is said, and is
 * no more than was written since.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import type { Fault } from '../../../evidence/verify/faults.ts';
import { verifyLedger } from '../../../evidence/verify/verify.ts';
import { parseNote } from '../../../gateway/ledger/notes/note.ts';
import { signNote } from '../../../gateway/ledger/notes/sign.ts';
import { LedgerMaker, makeSigner } from '../make-ledger.ts';

const RUNS = Number(process.env['MUTATIONS'] ?? 10_000);
const BEHIND = 2;
const random = seeded(20_260_102);

/** A ledger of three segments. */
const base = mkdtempSync(join(tmpdir(), 'regent-mutations-'));
t.teardown(() => rmSync(base, { recursive: true, force: true }));
const dir = join(base, 'ledger');
const signer = makeSigner();
const maker = new LedgerMaker(dir, signer);
const foreign = makeSigner();
maker.add('signing-key', { key: signer.vkey });
maker.add('start', { gateway: 'g1' });
let index = 0;
for (let segment = 0; segment < 3; segment += 1) {
  for (let at = 0; at < 6; at += 1) {
    maker.intent(index);
    maker.outcome(index);
    index += 1;
    if (segment === 1 && at === 2) maker.checkpoint();
  }
  if (segment < 2) maker.rotate();
}
const kept = maker.checkpoint();
for (let at = 0; at < BEHIND; at += 1) maker.add('gap', { at });
maker.flush();
const covered = maker.tree.size - BEHIND;

const files = new Map<string, Buffer>();
for (const name of readdirSync(dir, { recursive: true, withFileTypes: true }))
  if (name.isFile()) {
    const path = join(name.parentPath, name.name).slice(dir.length + 1);
    files.set(path, readFileSync(join(dir, path)));
  }
const segments = [...files.keys()].filter((file) => file.endsWith('.ndjson')).toSorted();
const firsts = segments.map((file) => Number.parseInt(file, 10));

/** One change: the file, its new bytes, and the entries that it touches (none for other files). */
interface Change {
  what: string;
  file: string;
  bytes: Buffer;
  seqs: number[];
}

const makers: (() => Change | undefined)[] = [
  flip,
  flip,
  flip,
  remove,
  insert,
  swap,
  truncate,
  replay,
  resign,
  flipCheckpoint,
  flipTile,
];

t.test('each change is named', { timeout: 110_000 }, async (t) => {
  t.strictSame(await faultsOf(), []);
  const counts = new Map<string, number>();
  let wrong = 0;
  for (let run = 0; run < RUNS && wrong < 10; run += 1) {
    const change = makers[run % makers.length]!();
    if (!change || change.bytes.equals(files.get(change.file)!)) continue;
    writeFileSync(join(dir, change.file), change.bytes);
    const faults = await faultsOf();
    writeFileSync(join(dir, change.file), files.get(change.file)!);
    counts.set(change.what, (counts.get(change.what) ?? 0) + 1);
    if (isNamed(change, faults)) continue;
    wrong += 1;
    t.fail(
      `${change.what} in ${change.file} (entries ${change.seqs.join()}): ${JSON.stringify(faults)}`,
    );
  }
  t.equal(wrong, 0);
  t.comment(JSON.stringify(Object.fromEntries(counts)));
});

t.test('what is behind the last checkpoint is said to be unproved, and is no more', async (t) => {
  const file = segments.at(-1)!;
  const lines = files.get(file)!.toString().split('\n').slice(0, -1);
  for (let cut = 1; cut <= BEHIND; cut += 1) {
    writeFileSync(
      join(dir, file),
      lines
        .slice(0, -cut)
        .map((line) => `${line}\n`)
        .join(''),
    );
    const found = await verifyLedger({ dir, keys: [signer.vkey] });
    t.strictSame(found.faults, [], 'a cut there shows to nobody');
    t.equal(found.behind, BEHIND - cut);
  }
  writeFileSync(
    join(dir, file),
    lines
      .slice(0, -BEHIND - 1)
      .map((line) => `${line}\n`)
      .join(''),
  );
  t.ok(
    (await faultsOf()).some(({ fault }) => fault === 'cut'),
    'one entry more shows',
  );
  writeFileSync(join(dir, file), files.get(file)!);
});

t.test(
  'an old state of the whole directory shows against a checkpoint that was kept',
  async (t) => {
    const old = join(base, 'old');
    cpSync(dir, old, { recursive: true });
    // As after the second segment: later files gone, and the checkpoint of that time.
    for (const file of files.keys())
      if (Number.parseInt(file, 10) >= firsts[2]! && !file.startsWith('tile'))
        rmSync(join(old, file));
    const lines = files
      .get(`${segments[1]!.slice(0, 12)}.checkpoints`)!
      .toString()
      .trim()
      .split('\n');
    const { note } = JSON.parse(lines.at(-1)!) as { note: string };
    writeFileSync(join(old, 'checkpoint'), note);
    const keys = [signer.vkey];
    t.strictSame((await verifyLedger({ dir: old, keys })).faults, [], 'alone it is sound');
    const { faults } = await verifyLedger({
      dir: old,
      keys,
      checkpoints: [{ name: 'kept', note: kept }],
    });
    t.match(faults, [{ fault: 'cut', detail: /kept was signed over/ }]);
  },
);

async function faultsOf(): Promise<Fault[]> {
  return (await verifyLedger({ dir, keys: [signer.vkey] })).faults;
}

/** Entries are named by their number or a range that holds it and no more than a checkpoint does; else the file is. */
function isNamed({ file, seqs, what }: Change, faults: Fault[]): boolean {
  if (seqs.length > 0 && seqs.every((seq) => seq >= covered)) return true;
  return faults.some((fault) => {
    if (what === 'truncate' && fault.fault === 'cut') return true;
    if (seqs.length === 0) return fault.file === file;
    const { seq = -1, to = seq, line = 0 } = fault;
    const place = fault.file === file ? Number.parseInt(file, 10) + line - 1 : -1;
    return seqs.some((each) => each === place || (seq <= each && each <= to));
  });
}

/** The lines of a random segment, with the number of the first. */
function pickLines() {
  const at = random(segments.length);
  const file = segments[at]!;
  return { file, first: firsts[at]!, lines: files.get(file)!.toString().split('\n').slice(0, -1) };
}

function change(what: string, file: string, lines: string[], seqs: number[]): Change {
  return { what, file, bytes: Buffer.from(lines.map((line) => `${line}\n`).join('')), seqs };
}

function flip(): Change {
  const { file, first, lines } = pickLines();
  const bytes = Buffer.from(files.get(file)!);
  const at = random(bytes.length);
  bytes[at]! ^= 1 << random(8);
  const before = files
    .get(file)!
    .subarray(0, at)
    .filter((byte) => byte === 0x0a).length;
  const seqs = [first + before, ...(files.get(file)![at] === 0x0a ? [first + before + 1] : [])];
  return { what: 'flip', file, bytes, seqs: seqs.filter((seq) => seq < first + lines.length) };
}

function remove(): Change {
  const { file, first, lines } = pickLines();
  const at = random(lines.length);
  return change('delete', file, lines.toSpliced(at, 1), [first + at]);
}

function insert(): Change {
  const { file, first, lines } = pickLines();
  const at = random(lines.length + 1);
  const other = pickLines();
  const from = random(other.lines.length);
  const seqs = [other.first + from, first + at - 1, first + at];
  return change('insert', file, lines.toSpliced(at, 0, other.lines[from]!), seqs);
}

function swap(): Change | undefined {
  const { file, first, lines } = pickLines();
  const [a, b] = [random(lines.length), random(lines.length)];
  if (a === b) return undefined;
  const swapped = lines.with(a, lines[b]!).with(b, lines[a]!);
  return change('swap', file, swapped, [first + a, first + b]);
}

function truncate(): Change {
  const { file, first } = pickLines();
  const bytes = files.get(file)!;
  const at = random(bytes.length);
  const line = bytes.subarray(0, at).filter((byte) => byte === 0x0a).length;
  return { what: 'truncate', file, bytes: bytes.subarray(0, at), seqs: [first + line] };
}

/** The tail of a segment is replaced by that of an earlier one. */
function replay(): Change | undefined {
  const { file, first, lines } = pickLines();
  const old = pickLines();
  if (old.first >= first) return undefined;
  const count = 1 + random(Math.min(lines.length, old.lines.length));
  const replayed = [...lines.slice(0, -count), ...old.lines.slice(-count)];
  const seqs = Array.from({ length: count }, (_, at) => first + lines.length - count + at);
  return change('replay', file, replayed, seqs);
}

/** A checkpoint is signed by a foreign key under the name of the ledger's, in place of it or beside. */
function resign(): Change | undefined {
  const names = [...files.keys()].filter((file) => file.endsWith('.checkpoints'));
  const file = names[random(names.length)]!;
  const lines = files.get(file)!.toString().split('\n').slice(0, -1);
  const at = random(lines.length);
  const { note } = JSON.parse(lines[at]!) as { note: string };
  const signed = signNote(parseNote(note).text, foreign);
  return change('re-sign', file, lines.with(at, JSON.stringify({ note: signed })), []);
}

function flipCheckpoint(): Change {
  const names = [...files.keys()].filter(
    (file) => file.endsWith('checkpoints') || file === 'checkpoint',
  );
  const file = names[random(names.length)]!;
  return flipIn('flip in a checkpoint', file);
}

function flipTile(): Change {
  const names = [...files.keys()].filter((file) => file.startsWith('tile/'));
  return flipIn('flip in a tile', names[random(names.length)]!);
}

function flipIn(what: string, file: string): Change {
  const bytes = Buffer.from(files.get(file)!);
  bytes[random(bytes.length)]! ^= 1 << random(8);
  return { what, file, bytes, seqs: [] };
}

/** The same numbers each time (mulberry32). */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}
