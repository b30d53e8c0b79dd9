/** The files of an archive: those that it names and no other, each as it was written. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fault } from '../verify/faults.ts';
import type { ArchiveManifest } from './manifest.ts';
import { ALWAYS, isArchiveName, isOfNoRun } from './names.ts';

/** Files of lines, each of which ends with a line feed. */
const LINES = /(?:\.ndjson|^checkpoints|^keys\.txt)$/;
const LF = 0x0a;

/** What is wrong with them. Rejects with Node's error where one cannot be read. */
export async function checkFiles(
  dir: string,
  { files, runs }: Pick<ArchiveManifest, 'files' | 'runs'>,
): Promise<Fault[]> {
  const faults: Fault[] = [];
  const names = await listFiles(dir);
  for (const file of ALWAYS)
    if (!names.has(file) && !(file in files)) faults.push({ fault: 'file-missing', file });
  for (const [file, digest] of Object.entries(files)) {
    if (!names.has(file)) faults.push({ fault: 'file-missing', file });
    else faults.push(...(await checkFile(dir, file, digest)));
  }
  for (const file of [...names].toSorted()) {
    const isNamed = file === 'archive.json' || file in files;
    if (!isNamed || !isArchiveName(file) || isOfNoRun(file, runs))
      faults.push({ fault: 'file-unknown', file });
  }
  return faults;
}

async function listFiles(dir: string): Promise<Set<string>> {
  const found = await readdir(dir, { recursive: true, withFileTypes: true });
  return new Set(
    found
      .filter((entry) => !entry.isDirectory())
      .map(({ parentPath, name }) => join(parentPath, name).slice(join(dir, '/').length)),
  );
}

async function checkFile(dir: string, file: string, digest: string): Promise<Fault[]> {
  const hash = createHash('sha256');
  let last: number | undefined;
  for await (const chunk of createReadStream(join(dir, file)) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    last = chunk.at(-1);
  }
  if (hash.digest('hex') !== digest) return [{ fault: 'file-altered', file }];
  if (!LINES.test(file) || last === undefined || last === LF) return [];
  return [{ fault: 'file-altered', file, detail: 'its last line is cut off' }];
}
