/** `regent bundle build|sign|verify|inspect`. */
import { readFile } from 'node:fs/promises';
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { buildBundle, writeAtomically } from '../bundles/build.ts';
import { findOpa } from '../bundles/find-opa.ts';
import { inspectBundle } from '../bundles/inspect.ts';
import type { Inspection } from '../bundles/inspect.ts';
import { describeRelease } from '../bundles/manifest-release.ts';
import type { ReleaseOptions } from '../bundles/manifest-release.ts';
import type { BundleMetadata } from '../bundles/metadata.ts';
import { withBundleFile } from '../bundles/read.ts';
import { signBundle } from '../bundles/sign.ts';
import { ALGORITHMS, loadTrustedKeys } from '../bundles/trust.ts';
import type { Algorithm } from '../bundles/trust.ts';
import { verifyBundle } from '../bundles/verify.ts';
import { SetupError } from '../gateway/errors.ts';

/** Adds the subcommands that make and check bundle files. */
export function addBundleFileCommands(bundle: Command): void {
  addBuild(bundle);
  addSign(bundle);
  addVerify(bundle);
  addInspect(bundle);
}

function addBuild(bundle: Command): void {
  bundle
    .command('build')
    .description('check policies and build their bundle; the same commit gives the same bytes')
    .requiredOption('--policies <dir>', 'directory of the policies')
    .requiredOption('--out <file>', 'bundle file to write')
    .option('--revision <text>', 'revision (default: the git commit)')
    .option('--sequence <n>', 'sequence (default: seconds of the creation time)', readInteger)
    .option('--created <time>', 'RFC 3339 (default: SOURCE_DATE_EPOCH, then the commit’s)')
    .option('--expires-in <duration>', 'after the creation: 90d, 12h, 30m', '90d')
    .option('--repository <url>', 'where the policies come from')
    .option('--tests-report <file>', 'test report whose SHA-256 is noted')
    .option('--min-version <version>', 'least Regent that may use the bundle')
    .option('--allow-dirty', 'also build files that are not committed')
    .action(async (options: ReleaseOptions & { out: string }) => {
      const { revision, metadata, notes } = await describeRelease(options);
      const tell = (line: string): void => console.error(`note: ${line}`);
      notes.forEach(tell);
      const { policies, out } = options;
      const opa = await findOpa();
      const build = { policies, out, revision, metadata, opa, note: tell };
      const { digest } = await buildBundle(build);
      console.log(`${out}: ${digest}`);
      for (const line of describe(revision, metadata)) console.log(line);
    });
}

function addSign(bundle: Command): void {
  bundle
    .command('sign <bundle>')
    .description('sign a bundle as `opa sign` does; a signature that it has is replaced')
    .requiredOption('--key <file>', 'private key, PEM PKCS#8')
    .requiredOption('--key-id <id>', 'what verifiers call the key')
    .addOption(
      new Option('--algorithm <name>', 'of the signature')
        .choices(ALGORITHMS)
        .makeOptionMandatory(),
    )
    .option('--scope <scope>', 'what the signature is for, such as production')
    .option('--out <file>', 'bundle file to write (default: the same)')
    .action(
      async (
        file: string,
        options: {
          key: string;
          keyId: string;
          algorithm: Algorithm;
          scope?: string;
          out?: string;
        },
      ) => {
        const { keyId: id, algorithm, scope, out = file } = options;
        const key = { id, algorithm, privateKey: await readKeyFile(options.key) };
        const signed = await withBundleFile(file, (bytes) =>
          signBundle(bytes, key, scope === undefined ? {} : { scope }),
        );
        await writeAtomically(out, signed);
        console.log(`${out}: signed by ${id} (${algorithm})`);
      },
    );
}

function addVerify(bundle: Command): void {
  bundle
    .command('verify <bundle>')
    .description('verify signature, files, sequence, expiry; exit code 1 if anything is wrong')
    .requiredOption('--keys <file>', 'trusted keys, JSON; may stand several times', collect)
    .option('--scope <scope>', 'what the signature must be for (default: no scope)')
    .option('--last-sequence <n>', 'the sequence must be higher', readInteger)
    .option('--last-digest <digest>', 'bundle that may have the last sequence itself')
    .action(
      async (
        file: string,
        options: { keys: string[]; scope?: string; lastSequence?: number; lastDigest?: string },
      ) => {
        const { keys: keyFiles, scope, ...last } = options;
        const keys = await loadTrustedKeys(keyFiles);
        const trust = scope === undefined ? { keys } : { keys, scope };
        const verified = await withBundleFile(file, (bytes) =>
          verifyBundle(bytes, trust, { now: new Date(), ...last }),
        );
        console.log(`${file}: ${verified.digest}, signed by ${verified.signedBy}`);
        for (const line of describe(verified.revision, verified.metadata)) console.log(line);
      },
    );
}

function addInspect(bundle: Command): void {
  bundle
    .command('inspect <bundle>')
    .description('show what a bundle says of itself, without verifying it')
    .option('--json', 'print JSON')
    .action(async (file: string, options: { json?: boolean }) => {
      const inspection = await withBundleFile(file, inspectBundle);
      if (options.json === true) console.log(JSON.stringify(inspection, null, 2));
      else for (const line of describeInspection(inspection)) console.log(line);
    });
}

function describe(revision: string, metadata: BundleMetadata): string[] {
  const { sequence, created, expires, source, tests_sha256, min_version } = metadata;
  return [
    `revision ${revision}, sequence ${sequence}`,
    `created ${created}, expires ${expires}`,
    `source ${source.repository || '(no repository)'} ${source.commit}`,
    `needs Regent ${min_version}, tests ${tests_sha256 ?? '(no report)'}`,
  ];
}

function describeInspection(inspection: Inspection): string[] {
  const { digest, revision, metadata, entrypoints, files, signature } = inspection;
  const says =
    metadata === undefined
      ? [`revision ${revision}`, 'no metadata of Regent']
      : describe(revision, metadata);
  const signed =
    signature === undefined
      ? 'no signature'
      : `signature, NOT verified: key ${signature.keyId || '(none)'}, ${signature.algorithm}, ${signature.scope ? `scope ${signature.scope}` : 'no scope'}`;
  return [
    digest,
    ...says,
    `entrypoints ${entrypoints.join(', ')}`,
    signed,
    ...files.map(({ name, size, sha256 }) => `${sha256} ${size} ${name}`),
  ];
}

async function readKeyFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new SetupError([`--key: ${(error as Error).message}`], error);
  }
}

/** Not `<file...>`, which would take the bundle for a file of keys. */
function collect(file: string, files: string[] = []): string[] {
  return [...files, file];
}

function readInteger(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number)) {
    throw new InvalidArgumentError('must be an integer.');
  }
  return number;
}
