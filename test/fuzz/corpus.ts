/** The files of the corpus: an input each, named after its hash. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the corpus stands that CI replays. */
export const CORPUS = join(import.meta.dirname, 'corpus');

/** All inputs in a directory; none where it does not exist. */
export async function readCorpus(dir: string): Promise<{ name: string; bytes: Buffer }[]> {
  await mkdir(dir, { recursive: true });
  const names = (await readdir(dir)).toSorted();
  return Promise.all(names.map(async (name) => ({ name, bytes: await readFile(join(dir, name)) })));
}

/** Writes an input; `prefix` stands before its name. */
export async function writeInput(dir: string, bytes: Buffer, prefix = ''): Promise<string> {
  const file = join(
    dir,
    `${prefix}${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}`,
  );
  await writeFile(file, bytes);
  return file;
}

/** Makes these the corpus; what once failed stays in it. */
export async function replaceCorpus(dir: string, inputs: readonly Buffer[]): Promise<void> {
  const old = (await readCorpus(dir)).filter(({ name }) => !name.startsWith(FAILED));
  await Promise.all(old.map(({ name }) => rm(join(dir, name))));
  for (const bytes of inputs) await writeInput(dir, bytes);
}

/** Of the names of inputs that failed. */
export const FAILED = 'failed-';
