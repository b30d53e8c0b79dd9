/** What a bundle that is to be published says of itself. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { SetupError } from '../gateway/errors.ts';
import { isTime, isVersion } from './metadata.ts';
import type { BundleMetadata } from './metadata.ts';
import { readGit } from './read-git.ts';
import type { GitState } from './read-git.ts';

/** What is asked for. All but the directory has a default. */
export interface ReleaseOptions {
  policies: string;
  /** Instead of the commit's id. */
  revision?: string;
  /** By default the seconds of `created` since 1970. */
  sequence?: number;
  /** RFC 3339. By default SOURCE_DATE_EPOCH, then the commit's time, then the clock. */
  created?: string;
  /** Such as `90d`, `12h` or `30m` after `created`; by default `90d`. */
  expiresIn?: string;
  repository?: string;
  /** File of which the SHA-256 goes into the metadata. */
  testsReport?: string;
  /** By default `0.1.0`. */
  minVersion?: string;
  /** Whether changed files are taken; the revision then ends in `-dirty`. */
  allowDirty?: boolean;
}

/** What to hand to `buildBundle`. */
export interface Release {
  revision: string;
  metadata: BundleMetadata;
  /** What whoever builds must hear: that the bundle will not come out the same again. */
  notes: string[];
}

/** The first version that reads this metadata. */
const MIN_VERSION = '0.1.0';

/**
 * Everything from the commit and the options, nothing from the clock if it can be helped: so the
 * same commit gives the same bundle. Throws SetupError, also for files changed since the commit.
 */
export async function describeRelease(
  options: ReleaseOptions,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Release> {
  const { policies, repository = '', minVersion = MIN_VERSION } = options;
  const git = await readGit(policies);
  if (git?.dirty === true && options.allowDirty !== true) {
    throw new SetupError([
      `${policies}: has files that are not as committed: commit them, or pass --allow-dirty`,
    ]);
  }
  const commit = nameCommit(git);
  const revision = options.revision ?? commit;
  if (revision === undefined) {
    throw new SetupError([`${policies}: is in no git commit: pass --revision`]);
  }
  const { created, notes } = findCreated(options, env, git);
  const expires = new Date(created.getTime() + readDuration(options.expiresIn ?? '90d'));
  if (!isVersion(minVersion)) throw new SetupError(['--min-version must be such as 0.1.0']);
  const sequence = options.sequence ?? Math.floor(created.getTime() / 1000);
  if (!Number.isSafeInteger(sequence) || sequence < 1) {
    throw new SetupError(['--sequence must be an integer from 1']);
  }
  const { testsReport } = options;
  const metadata = {
    sequence,
    created: formatTime(created),
    expires: formatTime(expires),
    source: { repository, commit: commit ?? revision },
    ...(testsReport === undefined ? {} : { tests_sha256: await hashReport(testsReport) }),
    min_version: minVersion,
  };
  return { revision, metadata, notes };
}

function nameCommit(git: GitState | undefined): string | undefined {
  return git === undefined ? undefined : `${git.commit}${git.dirty ? '-dirty' : ''}`;
}

function findCreated(
  { created }: ReleaseOptions,
  env: NodeJS.ProcessEnv,
  git: GitState | undefined,
): { created: Date; notes: string[] } {
  if (created !== undefined) {
    if (!isTime(created)) {
      throw new SetupError(['--created must be an RFC 3339 time such as 2026-01-31T12:00:00Z']);
    }
    return { created: new Date(created), notes: [] };
  }
  const epoch = env['SOURCE_DATE_EPOCH'];
  // https://reproducible-builds.org/specs/source-date-epoch/
  if (epoch !== undefined && epoch !== '') {
    if (!/^\d{1,11}$/.test(epoch)) {
      throw new SetupError(['SOURCE_DATE_EPOCH must be a number of seconds since 1970']);
    }
    return { created: new Date(Number(epoch) * 1000), notes: [] };
  }
  if (git !== undefined) return { created: git.time, notes: [] };
  const note =
    'the creation time is that of the clock, so the same policies will give other bytes: pass --created or SOURCE_DATE_EPOCH';
  return { created: new Date(), notes: [note] };
}

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds of a text such as `90d`. */
function readDuration(text: string): number {
  const [, number, unit] = /^([1-9]\d{0,5})([mhd])$/.exec(text) ?? [];
  if (number === undefined) throw new SetupError(['--expires-in must be such as 90d, 12h or 30m']);
  return Number(number) * UNITS[unit as keyof typeof UNITS];
}

/** RFC 3339 in UTC, to the second. */
function formatTime(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}

async function hashReport(file: string): Promise<string> {
  try {
    return createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
  } catch (error) {
    throw new SetupError([`--tests-report: ${(error as Error).message}`], error);
  }
}
