/** Makes a bundle from a directory of policies. */
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, open, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { SetupError } from '../gateway/errors.ts';
import type { Opa } from './find-opa.ts';
import { stampBundle } from './manifest-archive.ts';
import type { BundleMetadata } from './metadata.ts';
import { CAPABILITIES_FILE, checkPolicies, runOpa, type OpaRun } from './opa.ts';
import { listPolicyFiles } from './policy-files.ts';
import type { PolicyFiles } from './policy-files.ts';
import type { Bundle } from './read.ts';
import { loadEvaluator } from './policy/evaluate.ts';
import { readExamples } from './policy/examples.ts';
import { asFault } from './policy/findings.ts';
import { APPROVERS, ENTRYPOINT, readBundle } from './read.ts';
import {
  chooseSmokeTests,
  readSmokeTests,
  runSmokeTests,
  SMOKE_LIMITS,
  type SmokeTest,
} from './smoke.ts';

/** What to build. */
export interface BuildOptions {
  /** Directory of the policies. */
  policies: string;
  /** File to write; its directory is made if need be. */
  out: string;
  /** The bundle's revision, such as a commit's id. */
  revision: string;
  /** Goes into the manifest; without it the bundle can be used under `regent dev` alone. */
  metadata?: BundleMetadata;
  opa: Opa;
  /** Told what whoever builds must hear. */
  note?: (line: string) => void;
}

/**
 * Checks the policies and writes their bundle, their examples in it as its smoke tests. The same
 * policies, revision and metadata give the same bytes. The file is there whole or not at all. Throws
 * SetupError with every fault found. It does not run the tests.
 */
export async function buildBundle(options: BuildOptions): Promise<Bundle> {
  const { policies, out, revision, metadata, opa, note } = options;
  const files = await listPolicyFiles(policies);
  await checkPolicies(opa, policies);
  const { examples, findings } = await readExamples(policies, files.examples);
  if (findings.length > 0) throw new SetupError(findings.map(asFault));
  const compiled = await compileBundle(opa, policies, files, revision);
  const bytes = await stampWithSmokeTests(compiled, examples, metadata, note);
  const bundle = await readBundle(bytes);
  await passSmokeTests(bundle);
  await writeAtomically(out, bytes);
  return bundle;
}

/** The bundle with this metadata, if any, and as many of the examples as may go along. Throws SetupError. */
export async function stampWithSmokeTests(
  bytes: Buffer,
  examples: readonly SmokeTest[],
  metadata?: BundleMetadata,
  note: (line: string) => void = () => undefined,
): Promise<Buffer> {
  const { smoke, left } = chooseSmokeTests(examples);
  if (left > 0) {
    const { tests, bytes: most } = SMOKE_LIMITS;
    note(
      `${left} of ${examples.length} examples are not among the bundle's smoke tests: at most ${tests}, and ${most} bytes, go along`,
    );
  }
  if (metadata === undefined && smoke.length === 0) return bytes;
  return await stampBundle(bytes, { ...metadata, ...(smoke.length > 0 && { smoke }) });
}

/** What a gateway would refuse is not written. Throws SetupError. */
async function passSmokeTests(bundle: Bundle): Promise<void> {
  const smoke = readSmokeTests(bundle.manifest);
  if (smoke.length === 0) return;
  const policy = await loadEvaluator(bundle);
  try {
    runSmokeTests(smoke, policy);
  } catch (error) {
    throw new SetupError([(error as Error).message], error);
  }
}

/** What `opa build` says of an entrypoint that no rule is. */
const NO_APPROVERS =
  /undefined entrypoint data\.regent\.approvers\b|entrypoint "regent\/approvers" does not refer to a rule/;

/** The bytes of the bundle that `opa build` makes, tests left out. Throws SetupError. */
export async function compileBundle(
  opa: Opa,
  dir: string,
  files: PolicyFiles,
  revision: string,
): Promise<Buffer> {
  const temporary = await mkdtemp(join(tmpdir(), 'regent-build-'));
  try {
    const out = join(temporary, 'bundle.tar.gz');
    const build = (...entrypoints: string[]): Promise<OpaRun> =>
      runOpa(
        opa,
        [
          'build',
          '--bundle',
          '--target=wasm',
          `--optimize=${optimisation(files)}`,
          ...entrypoints.map((entrypoint) => `--entrypoint=${entrypoint}`),
          `--capabilities=${CAPABILITIES_FILE}`,
          `--revision=${revision}`,
          '--ignore=*_test.rego',
          `--output=${out}`,
          '.',
        ],
        dir,
      );
    let run = await build(ENTRYPOINT, APPROVERS);
    // Policies need not say who may approve.
    if (run.code !== 0 && NO_APPROVERS.test(run.stdout + run.stderr)) run = await build(ENTRYPOINT);
    if (run.code !== 0)
      throw new SetupError([`${dir}: opa build: ${(run.stdout + run.stderr).trim()}`]);
    return await readFile(out);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/**
 * The optimiser takes data that it is given for constant, which bakes it into the Wasm and is many
 * times slower; and data that it is not given for undefined, which takes out a rule that denies by
 * it (https://github.com/open-policy-agent/opa/issues/2581). So where there is data it is off.
 */
function optimisation(files: PolicyFiles): 0 | 1 {
  return files.data.length === 0 ? 1 : 0;
}

/** Writes a file so that a reader, or a machine that fails, sees the old one or the new one. */
export async function writeAtomically(path: string, bytes: Buffer, mode = 0o644): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await using file = await open(temporary, 'wx', mode);
    await file.writeFile(bytes);
    await file.sync();
    await rename(temporary, path);
    await using directory = await open(dirname(path));
    await directory.sync();
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
