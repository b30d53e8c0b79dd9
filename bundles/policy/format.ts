/** `opa fmt` on a directory of policies. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { diff } from 'node:util';
import { SetupError } from '../../gateway/errors.ts';
import type { Opa } from '../find-opa.ts';
import { listUnformatted, runOpa } from '../opa.ts';
import type { Finding } from './findings.ts';

/** A finding for each file that `opa fmt` would change, with the change if `diff` is set. Throws SetupError. */
export async function checkFormat(
  opa: Opa,
  dir: string,
  options: { diff: boolean },
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const name of await listUnformatted(opa, dir)) {
    findings.push({
      code: 'not-formatted',
      message: 'is not formatted: run `regent policy fmt` on it',
      file: join(dir, name),
      line: 1,
      ...(options.diff && { details: await diffOf(opa, dir, name) }),
    });
  }
  return findings;
}

/** Formats the policies in place; gives the names, relative to `dir`, of those that it changed. Throws SetupError. */
export async function formatPolicies(opa: Opa, dir: string): Promise<string[]> {
  const changed = await listUnformatted(opa, dir);
  if (changed.length > 0) await succeed(opa, dir, ['fmt', '--write', '.']);
  return changed;
}

/** `opa fmt --diff` tells changes by colour alone, so they are found here. */
async function diffOf(opa: Opa, dir: string, name: string): Promise<string[]> {
  const source = (await readFile(join(dir, name), 'utf8')).split('\n');
  const formatted = (await succeed(opa, dir, ['fmt', `./${name}`])).split('\n');
  if (source.length > MAX_LINES) return ['the file is too long to show what would change'];
  const lines: string[] = [];
  let [at, inHunk] = [1, false];
  for (const [operation, line] of diff(source, formatted)) {
    if (operation !== 0 && !inHunk) lines.push(`@@ line ${at}`);
    inHunk = operation !== 0;
    if (inHunk) lines.push(`${operation === 1 ? '-' : '+'} ${line}`);
    if (operation !== -1) at += 1;
  }
  return lines;
}

/** The time that a comparison takes grows with the square of the lines. */
const MAX_LINES = 5000;

async function succeed(opa: Opa, dir: string, args: string[]): Promise<string> {
  const run = await runOpa(opa, args, dir);
  if (run.code !== 0) throw new SetupError([`${dir}: ${run.stderr.trim()}`]);
  return run.stdout;
}
