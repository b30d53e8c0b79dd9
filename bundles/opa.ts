/** Runs `opa` on a directory of policies. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SetupError } from '../gateway/errors.ts';
import type { Opa } from './find-opa.ts';

/** What policies may use; see derive-capabilities.ts. */
export const CAPABILITIES_FILE = fileURLToPath(new URL('capabilities.json', import.meta.url));

/**
 * One schema file, not their directory: `opa` then holds every reference to `input` against it,
 * also in a policy whose author forgot the annotation that a directory would ask for.
 */
const INPUT_SCHEMA = fileURLToPath(new URL('../schemas/input.json', import.meta.url));

const TIMEOUT = 60_000;
const MAX_OUTPUT = 64 * 1024 * 1024;

/** How a run ended: exit code, and what was written. */
export interface OpaRun {
  code: number;
  stdout: string;
  stderr: string;
}

/**
 * Runs `opa` in the directory `cwd`. It inherits no environment: `opa` takes flags from variables
 * such as `OPA_BUILD_IGNORE`, which could leave out a policy without a sign.
 * Throws SetupError if it cannot be started, takes over a minute or writes over 64 MiB.
 */
export function runOpa(opa: Opa, args: string[], cwd: string): Promise<OpaRun> {
  const options = {
    cwd,
    env: {},
    timeout: TIMEOUT,
    maxBuffer: MAX_OUTPUT,
    killSignal: 'SIGKILL',
  } as const;
  return new Promise((resolve, reject) => {
    const child = execFile(opa.path, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      if (typeof code === 'number') resolve({ code, stdout, stderr });
      else
        reject(new SetupError([`opa ${args[0]} did not end by itself: ${error?.message}`], error));
    });
    child.stdin?.end();
  });
}

/**
 * Checks syntax, types against the schema of inputs, and that only capabilities are used, strictly.
 * Throws SetupError with a line `file:line: fault` for each fault.
 */
export async function checkPolicies(opa: Opa, dir: string): Promise<void> {
  const { code, stderr } = await runOpa(
    opa,
    [
      'check',
      '--bundle',
      '--strict',
      '--max-errors=100',
      '--format=json',
      `--schema=${INPUT_SCHEMA}`,
      `--capabilities=${CAPABILITIES_FILE}`,
      '.',
    ],
    dir,
  );
  if (code !== 0) throw new SetupError(readFaults(stderr, dir));
}

interface OpaErrors {
  errors: { message: string; location?: { file: string; row: number } }[];
}

function readFaults(stderr: string, dir: string): string[] {
  let report: OpaErrors;
  try {
    report = JSON.parse(stderr) as OpaErrors;
  } catch {
    return [`${dir}: ${stderr.trim()}`];
  }
  const lines = report.errors.map(({ message, location }) =>
    location === undefined
      ? `${dir}: ${message}`
      : `${join(dir, location.file)}:${location.row}: ${message}`,
  );
  return [...new Set(lines)];
}

/** Throws SetupError that names the files which `opa fmt` would change. */
export async function formatCheck(opa: Opa, dir: string): Promise<void> {
  const { code, stdout, stderr } = await runOpa(opa, ['fmt', '--list', '.'], dir);
  if (code !== 0) throw new SetupError([`${dir}: ${stderr.trim()}`]);
  const files = stdout.split('\n').filter((line) => line !== '');
  if (files.length > 0) {
    throw new SetupError(files.map((file) => `${join(dir, file)}: run \`opa fmt --write\` on it`));
  }
}
