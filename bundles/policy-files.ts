/** Lists a directory of policies, and refuses what `opa` would pass over without a sign. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { SetupError } from '../gateway/errors.ts';

/** The files of a directory of policies, names relative to it, sorted. */
export interface PolicyFiles {
  /** Policies: what is built. */
  policies: string[];
  /** Tests, `*_test.rego`. */
  tests: string[];
  /** `data.json` files. */
  data: string[];
  /** Example inputs with their decisions, `*.example.json`; `opa` passes them over. */
  examples: string[];
  /** SHA-256, in hex, of all names and contents. */
  sha256: string;
}

/** Where tests' packages begin. Under `regent` they would count among the rules. */
const TEST_PACKAGE = 'regent_test';

/**
 * Reads the directory. Throws SetupError, with a line for each fault, where a file is neither
 * `*.rego` nor `data.json` nor `*.example.json` nor `*.md`; where it is a link; where its name has a
 * control character; where a policy would be left out of the bundle because it lies in a test's file
 * or needs one; and where there is no test.
 */
export async function listPolicyFiles(dir: string): Promise<PolicyFiles> {
  const files: PolicyFiles = { policies: [], tests: [], data: [], examples: [], sha256: '' };
  const faults: string[] = [];
  const hash = createHash('sha256');
  for (const name of await listFiles(dir, faults)) {
    const content = await readFile(join(dir, name));
    hash.update(`${name}\0${content.length}\0`).update(content);
    const fault = sortIn(files, name, content.toString('utf8'));
    if (fault !== undefined) faults.push(`${join(dir, name)}: ${fault}`);
  }
  if (files.policies.length === 0) faults.push(`${dir}: has no policies (\`*.rego\`)`);
  if (files.tests.length === 0) {
    faults.push(`${dir}: has no tests; put a \`_test.rego\` beside each rule`);
  }
  if (faults.length > 0) throw new SetupError(faults);
  return { ...files, sha256: hash.digest('hex') };
}

async function listFiles(dir: string, faults: string[]): Promise<string[]> {
  const names: string[] = [];
  try {
    for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile()) names.push(relative(dir, path));
      else if (!entry.isDirectory())
        faults.push(`${path}: is a link or a special file, which opa passes over`);
    }
  } catch (error) {
    throw new SetupError([`${dir}: ${(error as Error).message}`], error);
  }
  return names.toSorted();
}

/** Puts the file where it belongs; returns what is wrong with it. */
function sortIn(files: PolicyFiles, name: string, text: string): string | undefined {
  // `opa` lists names one a line.
  if (/\p{Cc}/u.test(name)) return 'has a control character in its name';
  if (name.endsWith('_test.rego')) {
    files.tests.push(name);
    const tested = /^[ \t]*package[ \t]+(\w+)/m.exec(text)?.[1];
    return tested === TEST_PACKAGE
      ? undefined
      : `is a test by its name and is not built, so its package must begin with ${TEST_PACKAGE}`;
  }
  if (name.endsWith('.rego')) {
    files.policies.push(name);
    return text.includes(TEST_PACKAGE)
      ? `refers to ${TEST_PACKAGE}, which is not in the bundle`
      : undefined;
  }
  if (/(?:^|\/)data\.json$/.test(name)) {
    files.data.push(name);
    return /^regent(?:\/|$)/.test(name)
      ? 'lies under `regent`, which is for policies alone'
      : undefined;
  }
  if (name.endsWith('.example.json')) {
    files.examples.push(name);
    return undefined;
  }
  return name.endsWith('.md')
    ? undefined
    : 'is neither *.rego nor data.json nor *.md nor *.example.json';
}
