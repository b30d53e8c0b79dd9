/** From policies to a bundle that may decide: what `regent dev` does at its start. */
import { compileBundle, writeAtomically } from './build.ts';
import { SetupError } from '../gateway/errors.ts';
import { findOpa } from './find-opa.ts';
import { checkPolicies } from './opa.ts';
import { listPolicyFiles } from './policy-files.ts';
import type { Bundle } from './read.ts';
import { readBundle } from './read.ts';
import { testPolicies } from './test-policies.ts';

/** What to supply. */
export interface SupplyOptions {
  policiesDir: string;
  /** The bundle file to write. */
  outFile: string;
  /** Gets a line for each part, with how long it took. */
  log: (line: string) => void;
}

/**
 * Checks, tests (every line covered) and builds the policies, all at once, and writes the bundle
 * when all three went well. Its revision, `dev-…`, stands for the policies' contents.
 * Throws SetupError.
 */
export async function supplyPolicies(options: SupplyOptions): Promise<Bundle> {
  const { policiesDir, outFile, log } = options;
  const timed = async <T>(name: string, work: Promise<T>): Promise<T> => {
    const start = performance.now();
    const result = await work;
    log(`${name}: ${Math.round(performance.now() - start)} ms`);
    return result;
  };
  const [opa, files] = await Promise.all([
    timed('find opa', findOpa()),
    timed('list policies', listPolicyFiles(policiesDir)),
  ]);
  log(`opa ${opa.version} (${opa.source}: ${opa.path})`);
  const revision = `dev-${files.sha256.slice(0, 12)}`;
  const building = timed('build policies', compileBundle(opa, policiesDir, files, revision));
  const parts = await Promise.allSettled([
    timed('check policies', checkPolicies(opa, policiesDir)),
    timed('test policies', testPolicies(opa, policiesDir)),
    building,
  ]);
  // The first tells it best: what fails the check fails the others too.
  const failed = parts.find((part) => part.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  const bytes = await building;
  if ((await listPolicyFiles(policiesDir)).sha256 !== files.sha256) {
    throw new SetupError([`${policiesDir}: changed while it was tested and built; try again`]);
  }
  const bundle = await readBundle(bytes);
  await writeAtomically(outFile, bytes);
  return bundle;
}
