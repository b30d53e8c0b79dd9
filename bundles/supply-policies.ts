/** From policies to a bundle that may decide: what `regent dev` does at its start. */
import { compileBundle, stampWithSmokeTests, writeAtomically } from './build.ts';
import { SetupError } from '../gateway/errors.ts';
import type { Opa } from './find-opa.ts';
import { findOpa } from './find-opa.ts';
import { checkPolicies } from './opa.ts';
import { checkMasks } from './policy/check-masks.ts';
import type { Finding } from './policy/findings.ts';
import { readExamples } from './policy/examples.ts';
import { asFault, isNote } from './policy/findings.ts';
import { checkExamples } from './policy/test.ts';
import type { PolicyFiles } from './policy-files.ts';
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

/** What `preparePolicies` makes. */
export interface PreparedPolicies {
  bundle: Bundle;
  /** The bundle's file. */
  bytes: Buffer;
  /** Of all names and contents that it was made from, in hex. */
  sha256: string;
}

/**
 * Checks, tests (every line covered, and the examples) and builds the policies, all at once, and
 * writes the bundle when all went well. Its revision, `dev-…`, stands for the policies' contents.
 * Throws SetupError.
 */
export async function supplyPolicies(options: SupplyOptions): Promise<PreparedPolicies> {
  const { policiesDir, outFile, log } = options;
  const opa = await timed(log, 'find opa', findOpa());
  log(`opa ${opa.version} (${opa.source}: ${opa.path})`);
  const prepared = await preparePolicies(opa, policiesDir, log);
  await writeAtomically(outFile, prepared.bytes);
  return prepared;
}

/** As `supplyPolicies`, and writes nothing. Throws SetupError. */
export async function preparePolicies(
  opa: Opa,
  dir: string,
  log: SupplyOptions['log'] = () => undefined,
): Promise<PreparedPolicies> {
  const files = await timed(log, 'list policies', listPolicyFiles(dir));
  const revision = `dev-${files.sha256.slice(0, 12)}`;
  const { examples } = await readExamples(dir, files.examples);
  const building = timed(log, 'build policies', compileBundle(opa, dir, files, revision)).then(
    (compiled) => stampWithSmokeTests(compiled, examples, undefined, log),
  );
  const reading = building.then(readBundle);
  const parts = await Promise.allSettled([
    timed(log, 'check policies', checkPolicies(opa, dir)),
    timed(log, 'check masks', refuse(checkMasks(opa, dir, files.policies))),
    timed(log, 'test policies', testPolicies(opa, dir)),
    reading,
    timed(log, 'check examples', refuse(findInExamples(opa, dir, files, reading))),
  ]);
  // The first tells it best: what fails the check fails the others too.
  const failed = parts.find((part) => part.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  if ((await listPolicyFiles(dir)).sha256 !== files.sha256) {
    throw new SetupError([`${dir}: changed while it was tested and built; try again`]);
  }
  return { bundle: await reading, bytes: await building, sha256: files.sha256 };
}

async function findInExamples(
  opa: Opa,
  dir: string,
  files: PolicyFiles,
  reading: Promise<Bundle>,
): Promise<Finding[]> {
  return (await checkExamples(opa, dir, files, reading)).findings;
}

async function refuse(work: Promise<Finding[]>): Promise<void> {
  const faults = (await work).filter((finding) => !isNote(finding));
  if (faults.length > 0) throw new SetupError(faults.map(asFault));
}

async function timed<T>(log: SupplyOptions['log'], name: string, work: Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work;
  log(`${name}: ${Math.round(performance.now() - start)} ms`);
  return result;
}
