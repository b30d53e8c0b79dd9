/**
 * Of random single changes to a ledger with checkpoints each is named: by the entry, the file or what was cut. What lies
 * behind the last checkpoint can be changed unseen by whoever changes its end too; that is said, and is no more than
 * was written since. `MUTATIONS=10000 MUTATION_SEED=1 node test/evidence/verify/mutations.test.ts` runs as many, and the
 * same ones again.
 */
import { randomInt } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import type { Fault } from '../../../evidence/verify/faults.ts';
import { verifyLedger } from '../../../evidence/verify/verify.ts';
import { LedgerMaker, makeSigner } from '../make-ledger.ts';
import { Mutator, seeded, type Change } from './mutate.ts';

const RUNS = Number(process.env['MUTATIONS'] ?? 300);
const SEED = Number(process.env['MUTATION_SEED'] ?? randomInt(2 ** 31));
const BEHIND = 2;

/** A ledger of four segments, of which the first has expired. */
const base = mkdtempSync(join(tmpdir(), 'regent-mutations-'));
t.setTimeout(3_600_000);
t.teardown(() => rmSync(base, { recursive: true, force: true }));
const dir = join(base, 'ledger');
const old = join(base, 'old');
const signer = makeSigner();
const maker = new LedgerMaker(dir, signer);
maker.add('signing-key', { key: signer.vkey });
maker.add('start', { gateway: 'g1' });
for (let segment = 0; segment < 4; segment += 1) {
  for (let at = 0; at < 6; at += 1) {
    maker.intent(6 * segment + at);
    maker.outcome(6 * segment + at);
    if (at === 1 || at === 3) maker.checkpoint();
  }
  if (segment === 2) {
    maker.rotate();
    cpSync(dir, old, { recursive: true });
  } else if (segment < 3) maker.rotate();
}
maker.expire(0, 13);
const kept = maker.checkpoint();
for (let at = 0; at < BEHIND; at += 1) maker.add('gap', { at });
maker.flush();
const covered = maker.tree.size - BEHIND;

const files = new Map<string, Buffer>();
for (const name of readdirSync(dir, { recursive: true, withFileTypes: true })) {
  if (!name.isFile()) continue;
  const path = join(name.parentPath, name.name).slice(dir.length + 1);
  files.set(path, readFileSync(join(dir, path)));
}
const last = [...files.keys()]
  .filter((file) => file.endsWith('.ndjson'))
  .toSorted()
  .at(-1)!;
// Partial tiles of older trees are left over, as a crash may leave them.
for (const file of files.keys())
  if (file.startsWith('tile') && !file.endsWith(`/${covered}`)) {
    rmSync(join(dir, file));
    files.delete(file);
  }

t.test('each change is named', { timeout: 3_600_000 }, async (t) => {
  t.comment(`MUTATIONS=${RUNS} MUTATION_SEED=${SEED}`);
  t.strictSame(await faultsOf(), []);
  const { makers } = new Mutator(files, makeSigner(), seeded(SEED));
  const counts = new Map<string, number>();
  let done = 0;
  for (let run = 0; done < RUNS; run += 1) {
    const change = makers[run % makers.length]!();
    if (!change || change.bytes.equals(files.get(change.file)!) || isBehind(change)) continue;
    done += 1;
    counts.set(change.what, (counts.get(change.what) ?? 0) + 1);
    writeFileSync(join(dir, change.file), change.bytes);
    const faults = await faultsOf();
    writeFileSync(join(dir, change.file), files.get(change.file)!);
    if (!isNamed(change, faults))
      t.fail(`${change.what} in ${change.file} (${change.seqs.join()}): ${JSON.stringify(faults)}`);
  }
  t.comment(JSON.stringify(Object.fromEntries(counts)));
});

t.test('what is behind the last checkpoint is said to be unproved, and is no more', async (t) => {
  const lines = files.get(last)!.toString().split('\n').slice(0, -1);
  const cutTo = (count: number): void =>
    writeFileSync(
      join(dir, last),
      lines
        .slice(0, count)
        .map((line) => `${line}\n`)
        .join(''),
    );
  for (let cut = 1; cut <= BEHIND; cut += 1) {
    cutTo(lines.length - cut);
    const found = await verifyLedger({ dir, keys: [signer.vkey] });
    t.strictSame(found.faults, [], 'a cut there shows to nobody');
    t.equal(found.behind, BEHIND - cut);
    t.equal(found.since, cut < BEHIND ? timeOf(lines.at(-BEHIND)!) : undefined, 'from when on');
  }
  cutTo(lines.length - BEHIND - 1);
  t.match(await faultsOf(), [{ fault: 'missing', seq: covered - 1 }], 'one entry more shows');
  writeFileSync(join(dir, last), files.get(last)!);
});

t.test(
  'an old state of the whole directory shows against a checkpoint that was kept',
  async (t) => {
    const keys = [signer.vkey];
    t.strictSame((await verifyLedger({ dir: old, keys })).faults, [], 'alone it is sound');
    const checkpoints = [{ name: 'kept', note: kept }];
    const { faults } = await verifyLedger({ dir: old, keys, checkpoints });
    t.match(faults, [{ fault: 'cut', detail: /kept was signed over/ }]);
  },
);

function timeOf(line: string): string {
  return (JSON.parse(line) as { time: string }).time;
}

async function faultsOf(): Promise<Fault[]> {
  return (await verifyLedger({ dir, keys: [signer.vkey] })).faults;
}

/** Entries are named by their number, their line or a range that holds them and is no more than a checkpoint's; else the file is. */
function isNamed({ file, seqs, what }: Change, faults: Fault[]): boolean {
  if (seqs.length > 0 && seqs.every((seq) => seq >= covered)) return true;
  return faults.some((fault) => {
    if (what.startsWith('truncate') && fault.fault === 'cut') return true;
    if (seqs.length === 0) return fault.file === file || isOfCheckpoints(file, fault);
    const { seq = -1, to = seq, line = 0 } = fault;
    const place = fault.file === file ? Number.parseInt(file, 10) + line - 1 : -1;
    return seqs.some((each) => each === place || (seq <= each && each <= to));
  });
}

/** A slot or body that is put in behind the end of the last segment may be that of an entry which is being written. */
function isBehind({ file, bytes }: Change): boolean {
  const before = files.get(file)!;
  const isAttached = /\.(?:keys|bodies)$/.test(file) && last.startsWith(file.slice(0, 12));
  return isAttached && bytes.subarray(0, before.length).equals(before);
}

/** `checkpoint` is newer than what is in `N.checkpoints`: which line is missing nobody can tell. */
function isOfCheckpoints(file: string, fault: Fault): boolean {
  return file.endsWith('.checkpoints') && fault.file === '*.checkpoints';
}
