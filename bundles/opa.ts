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
 * also in a policy whose author forgot the annotation that a directory would ask for. So it has the
 * members of both inputs, that of decisions and that of approvers.
 */
const INPUT_SCHEMA = fileURLToPath(new URL('../schemas/opa-input.json', import.meta.url));

/** How far a run may go. */
export interface RunLimits {
  /** Milliseconds. */
  timeout: number;
  /** Bytes of output. */
  output: number;
  /** From where on `opa` collects its garbage eagerly, as Go writes sizes. */
  memory: string;
  /** Processors that it may use at once; absent: all. */
  processors?: number;
  /** Ends it. */
  signal?: AbortSignal;
}

const LIMITS: RunLimits = { timeout: 60_000, output: 64 * 1024 * 1024, memory: '1GiB' };

/** How a run ended: exit code, and what was written. */
export interface OpaRun {
  code: number;
  stdout: string;
  stderr: string;
}

/**
 * Runs `opa` in the directory `cwd`, with `stdin` as its standard input. It inherits no environment:
 * `opa` takes flags from variables such as `OPA_BUILD_IGNORE`, which could leave out a policy without
 * a sign.
 * Throws SetupError if it cannot be started, takes longer or writes more than the limits let it: a minute, 64 MiB.
 */
export function runOpa(
  opa: Opa,
  args: string[],
  cwd: string,
  stdin = '',
  limits = LIMITS,
): Promise<OpaRun> {
  const { timeout, output, memory, processors, signal } = limits;
  const options = {
    cwd,
    // A run is over before collecting garbage pays: without it `opa test` takes a third less. The limit is for large policies.
    env: {
      GOGC: 'off',
      GOMEMLIMIT: memory,
      ...(processors !== undefined && { GOMAXPROCS: String(processors) }),
    },
    timeout,
    maxBuffer: output,
    killSignal: 'SIGKILL',
    ...(signal && { signal }),
  } as const;
  return new Promise((resolve, reject) => {
    const child = execFile(opa.path, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      if (typeof code === 'number') resolve({ code, stdout, stderr });
      else
        reject(new SetupError([`opa ${args[0]} did not end by itself: ${error?.message}`], error));
    });
    // It may end without having read all of it.
    child.stdin?.on('error', () => undefined).end(stdin);
  });
}

/** A fault that `opa check` found. */
export interface OpaFault {
  message: string;
  /** Relative to the directory that was checked. */
  file?: string;
  line?: number;
  column?: number;
}

/** Checks syntax, types against the schema of inputs, and that only capabilities are used, strictly. */
export async function listCheckFaults(opa: Opa, dir: string): Promise<OpaFault[]> {
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
  return code === 0 ? [] : readFaults(stderr);
}

/**
 * As `listCheckFaults`. Throws SetupError with a line `file:line: fault` for each fault.
 */
export async function checkPolicies(opa: Opa, dir: string): Promise<void> {
  const faults = await listCheckFaults(opa, dir);
  const lines = faults.map(({ message, file, line }) =>
    file === undefined ? `${dir}: ${message}` : `${join(dir, file)}:${line}: ${message}`,
  );
  if (lines.length > 0) throw new SetupError([...new Set(lines)]);
}

interface OpaErrors {
  errors: { message: string; location?: { file: string; row: number; col?: number } }[];
}

function readFaults(stderr: string): OpaFault[] {
  let report: OpaErrors;
  try {
    report = JSON.parse(stderr) as OpaErrors;
  } catch {
    return [{ message: stderr.trim() }];
  }
  return report.errors.map(({ message, location }) =>
    location === undefined
      ? { message }
      : { message, file: location.file, line: location.row, column: location.col ?? 1 },
  );
}

/** Names, relative to `dir`, of the files that `opa fmt` would change. Throws SetupError. */
export async function listUnformatted(opa: Opa, dir: string): Promise<string[]> {
  const { code, stdout, stderr } = await runOpa(opa, ['fmt', '--list', '.'], dir);
  if (code !== 0) throw new SetupError([`${dir}: ${stderr.trim()}`]);
  return stdout.split('\n').filter((line) => line !== '');
}

/** Throws SetupError that names the files which `opa fmt` would change. */
export async function formatCheck(opa: Opa, dir: string): Promise<void> {
  const files = await listUnformatted(opa, dir);
  if (files.length > 0) {
    throw new SetupError(files.map((file) => `${join(dir, file)}: run \`opa fmt --write\` on it`));
  }
}
