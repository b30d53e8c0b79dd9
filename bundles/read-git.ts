/** What git knows of a directory of policies. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { SetupError } from '../gateway/errors.ts';

/** The commit that is checked out. */
export interface GitState {
  /** Its full id. */
  commit: string;
  /** When it was committed. */
  time: Date;
  /** Whether a file of the directory is not as it was committed, or is not in git at all. */
  dirty: boolean;
}

/**
 * Undefined where the directory is in no git repository, or one without a commit.
 * Throws SetupError if git fails, or cannot be run.
 */
export async function readGit(dir: string): Promise<GitState | undefined> {
  const head = await runGit(dir, ['log', '-1', '--format=%H %cI']);
  if (head === undefined) return undefined;
  const [commit = '', time = ''] = head.trim().split(' ');
  // Ignored files count: they would be built and are in no commit.
  const changes = await runGit(dir, [
    'status',
    '--porcelain',
    '--ignored',
    '--untracked-files=all',
    '--',
    '.',
  ]);
  return { commit, time: new Date(time), dirty: changes !== '' };
}

/**
 * What git prints; undefined where there is no repository or no commit. Other failures must not
 * pass for that. Variables such as GIT_DIR must not lead it elsewhere, so it gets none.
 */
async function runGit(dir: string, args: string[]): Promise<string | undefined> {
  const { PATH, HOME } = process.env;
  try {
    const options = { cwd: dir, env: { PATH, HOME }, timeout: 30_000 };
    return (await promisify(execFile)('git', ['--no-optional-locks', ...args], options)).stdout;
  } catch (error) {
    const { message, stderr = '' } = error as Error & { stderr?: string };
    if (/not a git repository|does not have any commits yet/.test(stderr)) return undefined;
    throw new SetupError([`${dir}: git: ${stderr.trim() || message}`], error);
  }
}
