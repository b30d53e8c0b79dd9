/** What several policy commands begin with: the directory's listing, the examples, the built bundle. */
import { stat } from 'node:fs/promises';
import { SetupError } from '../../gateway/errors.ts';
import { compileBundle } from '../build.ts';
import type { Opa } from '../find-opa.ts';
import type { PolicyFiles } from '../policy-files.ts';
import { listPolicyFiles } from '../policy-files.ts';
import type { Bundle } from '../read.ts';
import { readBundle } from '../read.ts';
import type { Finding, FindingCode } from './findings.ts';

/** Lists the policies; what the listing refuses is a finding. Throws SetupError where `dir` is no directory. */
export async function list(dir: string): Promise<PolicyFiles | Finding[]> {
  if (!(await isDirectory(dir))) throw new SetupError([`${dir}: is not a directory`]);
  return await orFindings('file-refused', listPolicyFiles(dir));
}

/** Builds the policies in memory; what `opa build` refuses is a finding. */
export async function build(
  opa: Opa,
  dir: string,
  files: PolicyFiles,
): Promise<Bundle | Finding[]> {
  const revision = `dev-${files.sha256.slice(0, 12)}`;
  const bytes = compileBundle(opa, dir, files, revision);
  return await orFindings('not-built', bytes.then(readBundle));
}

/** The result, or a finding for each fault of the SetupError that it ends in. */
async function orFindings<T>(code: FindingCode, work: Promise<T>): Promise<T | Finding[]> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    return error.faults.map((message) => ({ code, message }));
  }
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
