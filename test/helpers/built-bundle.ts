import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildBundle, writeAtomically } from '../../bundles/build.ts';
import { findOpa } from '../../bundles/find-opa.ts';
import { writeTestPolicies } from './test-policies.ts';

const ROOT = join(import.meta.dirname, '../..');
const CACHE = join(ROOT, 'node_modules/.cache/test-bundles');

/**
 * The bundle of these rules of package `regent`, by the real opa: of revision `test`, signed by nobody.
 * It is built once for all test files, and anew where anything that builds it has changed.
 */
export async function builtBundle(rules: string): Promise<Buffer> {
  return builtFrom(rules, (dir) => writeTestPolicies(dir, rules));
}

/** The same of the policies that `write` puts into a directory, whose name it gives; `contents` is all that they depend on. */
export async function builtFrom(
  contents: string,
  write: (dir: string) => Promise<string>,
): Promise<Buffer> {
  const key = createHash('sha256')
    .update(await builder())
    .update(contents)
    .digest('hex');
  const file = join(CACHE, `${key}.tar.gz`);
  const kept = await readFile(file).catch(() => undefined);
  if (kept) return kept;
  const bytes = await build(write);
  await writeAtomically(file, bytes);
  return bytes;
}

async function build(write: (dir: string) => Promise<string>): Promise<Buffer> {
  const dir = await mkdtemp(join(tmpdir(), 'regent-build-'));
  const out = join(dir, 'bundle.tar.gz');
  const policies = await write(dir);
  await buildBundle({ policies, out, revision: 'test', opa: await findOpa() });
  const bytes = await readFile(out);
  await rm(dir, { recursive: true });
  return bytes;
}

let found: Promise<string> | undefined;

/** Stands for everything that builds: the sources below `bundles/` and `schemas/`, what is installed, and which opa. */
async function builder(): Promise<string> {
  return (found ??= describeBuilder());
}

async function describeBuilder(): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of ['bundles', 'schemas']) {
    const names = await readdir(join(ROOT, folder), { recursive: true });
    for (const name of names.filter((each) => /\.(ts|json)$/.test(each)).toSorted()) {
      hash.update(name).update(await readFile(join(ROOT, folder, name)));
    }
  }
  hash.update(await readFile(join(ROOT, 'package-lock.json')));
  const { OPA_BIN = '', PATH = '' } = process.env;
  hash.update(JSON.stringify([OPA_BIN, PATH]));
  return hash.digest('hex');
}
