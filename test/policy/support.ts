/** Directories of policies to spoil, and `regent policy …` as a process. */
import { execFile } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { Test } from 'tap';
import { sampleInput } from '../helpers/input.ts';

const ROOT = join(import.meta.dirname, '../..');

type FixtureDir = NonNullable<Parameters<Test['testdir']>[0]>;

/** What a process left behind. */
export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs `regent policy` with the arguments. */
export function regentPolicy(args: string[], cwd: string, stdin = ''): Promise<Ended> {
  const file = join(import.meta.dirname, 'regent.ts');
  const options = { cwd, maxBuffer: 64 * 1024 * 1024 };
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [file, 'policy', ...args],
      options,
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      },
    );
    child.stdin?.on('error', () => undefined).end(stdin);
  });
}

/** A working directory whose `policies` are the starter policies, and more files as given. */
export function starterPolicies(t: Test, more: FixtureDir = {}): string {
  const dir = t.testdir({ policies: more });
  cpSync(join(ROOT, 'policies'), join(dir, 'policies'), { recursive: true, force: false });
  return dir;
}

/** A rule in its folder, for `starterPolicies`. */
export function rule(name: string, rego: string, examples?: unknown): FixtureDir {
  const example = examples === undefined ? {} : { 'a.example.json': JSON.stringify(examples) };
  return { rules: { [name]: { [`${name}.rego`]: rego, ...example } } };
}

/** The starter policies' answer where no rule speaks. */
export const NO_RULE = {
  action: 'deny',
  reasons: ['no-rule'],
  message: 'No policy rule allows this request.',
};

/** An example of a request that nobody has a rule for. */
export const EXAMPLE = {
  name: 'nobody reads the root',
  input: sampleInput({ request: { path: '/' } }),
  decision: NO_RULE,
};
