/** Runs `regent redact` as a process of its own. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { buffer, text } from 'node:stream/consumers';

export const REGENT = join(import.meta.dirname, '../../cli/regent.js');

/** What a run left. */
export interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Starts the command with pipes for all its streams. */
export function startRedact(args: readonly string[], cwd?: string): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [REGENT, 'redact', ...args], {
    stdio: 'pipe',
    ...(cwd !== undefined && { cwd }),
  });
}

/** Runs the command on `input`, of which each chunk is written on its own. */
export async function runRedact(
  args: readonly string[],
  input: string | Buffer | readonly Buffer[] = '',
  cwd?: string,
): Promise<Run> {
  const child = startRedact(args, cwd);
  const chunks = Array.isArray(input) ? (input as Buffer[]) : [Buffer.from(input as string)];
  // A command that refuses does not read to the end.
  const fed = pipeline(Readable.from(chunks), child.stdin).catch(() => {});
  const [stdout, stderr, [code]] = await Promise.all([
    buffer(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  await fed;
  return { code, stdout: stdout.toString(), stderr };
}
