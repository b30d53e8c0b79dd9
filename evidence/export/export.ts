/** Cuts an archive out of a ledger (docs/ledger-format.md, Archives). */
import { rename } from 'node:fs/promises';
import { SetupError } from '../../gateway/errors.ts';
import { consistencyProof } from '../../gateway/ledger/tree/proofs.ts';
import { Reader } from '../../gateway/ledger/read/reader.ts';
import type { KeyEncryption } from '../../gateway/ledger/seal/key-encryption.ts';
import { readExchangeKeys } from '../archive/exchange-keys.ts';
import type { ArchiveManifest } from '../archive/manifest.ts';
import { holdScratch } from '../scratch.ts';
import { gatherReport } from '../report/gather.ts';
import { renderHtml } from '../report/html/render-html.ts';
import { renderPdf } from '../report/pdf/render-pdf.ts';
import { awaitCheckpoint } from './await-checkpoint.ts';
import { chooseCheckpoints, type CheckpointLine } from './checkpoints.ts';
import { Chooser, type Choice, type Run } from './choice.ts';
import { orderFiles, packFiles } from './pack.ts';
import { README } from './readme.ts';
import { takeSnapshot, type Snapshot } from './snapshot.ts';
import { Staging } from './staging.ts';
import { writeEntries } from './write-entries.ts';

/** What is exported. */
export interface ExportOptions {
  /** Directory of the ledger. */
  dir: string;
  keks: readonly KeyEncryption[];
  choice: Choice;
  /** Name of the file, ending in `.tar` or `.tar.zst`. It is replaced. */
  out: string;
  /** Hears how far it is, of all entries, twice: they are chosen, then written. */
  progress?: (done: number, of: number) => void;
}

/** What an archive holds. */
export interface Exported {
  entries: number;
  size: number;
  files: number;
  /** Entries that were on record when the export began and are not covered by a checkpoint, so that they cannot be in it. */
  behind: number;
}

/** Throws SetupError where nothing is chosen, or the ledger cannot be read. */
export async function exportArchive(options: ExportOptions): Promise<Exported> {
  const { dir, out } = options;
  if (!/\.tar(\.zst)?$/.test(out))
    throw new SetupError([`--out: ${out} must end in .tar or .tar.zst`]);
  const staging = await Staging.create(`${out}.${String(process.pid)}.tmp`).catch(
    (error: Error) => {
      throw new SetupError([`--out: ${out}: ${error.message}`], error);
    },
  );
  const packed = `${staging.dir}.tar${out.endsWith('.zst') ? '.zst' : ''}`;
  const remove = holdScratch(staging.dir, packed);
  try {
    const exported = await fill(staging, options);
    await packFiles(staging.dir, orderFiles(staging.paths), exported.time, packed);
    await rename(packed, out);
    const { entries, size, behind } = exported;
    return { entries, size, behind, files: staging.paths.length };
  } catch (error) {
    if (error instanceof SetupError) throw error;
    throw new SetupError([`${dir}: ${(error as Error).message}`], error);
  } finally {
    await remove();
  }
}

async function fill(
  staging: Staging,
  { dir, keks, choice, progress = () => undefined }: ExportOptions,
): Promise<{ entries: number; size: number; behind: number; time: Date }> {
  const recorded = await awaitCheckpoint(dir);
  const snapshot = await takeSnapshot(dir);
  const { size } = snapshot.checkpoint;
  const reader = new Reader({ dir, keks });
  const { runs, time, keyChanges } = await chooseRuns(reader, choice, size, (entry) =>
    progress(entry, 2 * size),
  );
  const entries = runs.reduce((sum, [first, last]) => sum + last - first + 1, 0);
  await writeEntries({
    dir,
    reader,
    runs,
    snapshot,
    staging,
    progress: (entry) => progress(size + entry, 2 * size),
  });
  const older = await chooseCheckpoints({ dir, runs, size, keyChanges });
  await writeProofs(staging, snapshot, older);
  await staging.write('README.txt', README);
  const manifest = manifestOf(snapshot, time, choice, runs);
  await writeReports(staging, manifest);
  await writeManifest(staging, manifest);
  return { entries, size, behind: Math.max(0, recorded - size), time: new Date(time) };
}

/** The entries that are chosen, and the time of the last that the checkpoint covers. */
async function chooseRuns(
  reader: Reader,
  choice: Choice,
  size: number,
  progress: (entry: number) => void,
): Promise<{ runs: Run[]; time: string; keyChanges: number[] }> {
  const chooser = new Chooser(choice);
  const keyChanges: number[] = [];
  let time = '';
  for await (const { entry } of reader.entries({ to: size - 1 })) {
    chooser.take(entry);
    time = entry.time;
    if (entry.type === 'signing-key') keyChanges.push(entry.seq);
    if (entry.seq % 1000 === 0) progress(entry.seq);
  }
  return { runs: chooser.runs(), time, keyChanges };
}

async function writeProofs(
  staging: Staging,
  { note, checkpoint, hashes, used }: Snapshot,
  older: readonly CheckpointLine[],
): Promise<void> {
  const { size } = checkpoint;
  await staging.write('checkpoint', note);
  const lines = older.map(({ note }) => `${JSON.stringify({ note })}\n`);
  await staging.write('checkpoints', lines.join(''));
  const proofs: string[] = [];
  for (const { size: old } of older) {
    const proof = await consistencyProof(old, size, hashes);
    const texts = proof.map((hash) => hash.toString('base64'));
    proofs.push(`${JSON.stringify({ old, new: size, proof: texts })}\n`);
  }
  await staging.write('consistency.ndjson', proofs.join(''));
  for (const [path, bytes] of used) await staging.write(path, bytes);
}

function manifestOf(
  { checkpoint }: Snapshot,
  time: string,
  { from, to, session, subject }: Choice,
  runs: Run[],
): Omit<ArchiveManifest, 'files'> {
  return {
    v: 1,
    origin: checkpoint.origin,
    size: checkpoint.size,
    root: checkpoint.root.toString('base64'),
    time,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(session !== undefined && { session }),
    ...(subject && { subject }),
    runs,
  };
}

/** The report is made from the archive's own files, as anybody can make it again. */
async function writeReports(
  staging: Staging,
  manifest: Omit<ArchiveManifest, 'files'>,
): Promise<void> {
  const exchangeKeys = await readExchangeKeys(staging.dir);
  const reader = new Reader({ dir: staging.dir, exchangeKeys });
  const report = await gatherReport(reader, manifest);
  await staging.write('report.html', renderHtml(report));
  await staging.write('report.pdf', await renderPdf(report));
}

async function writeManifest(
  staging: Staging,
  manifest: Omit<ArchiveManifest, 'files'>,
): Promise<void> {
  const files: Record<string, string> = {};
  for (const path of orderFiles(staging.paths)) files[path] = await staging.digest(path);
  await staging.write('archive.json', `${JSON.stringify({ ...manifest, files })}\n`);
}
