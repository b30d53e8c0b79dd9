/** Runs crash-writer.ts and ends it as `kill -9` does. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/**
 * `writers` append at once, and what one alone appends goes by the journal; `sealed` is how long the sealed part of an intent is:
 * batches of long ones are written by a thread of their own.
 * Resolves when the child's ledger is open and its writers run, to a function that kills it.
 * Rejects, as that function does, where the child ended by itself.
 */
export async function startChild(
  dir: string,
  acknowledged: string,
  { writers = 32, sealed = 600 }: { writers?: number; sealed?: number } = {},
): Promise<() => Promise<void>> {
  const file = join(import.meta.dirname, 'crash-writer.ts');
  // The compiled modules are kept: starting is what takes the time of these tests.
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_COMPILE_CACHE: join(tmpdir(), 'regent-test-cache'),
  };
  delete env.NODE_OPTIONS;
  const child = fork(file, [dir, acknowledged, String(writers), String(sealed)], {
    silent: true,
    execArgv: [],
    env,
  });
  const errors = text(child.stderr!);
  const killed = once(child, 'exit').then(async ([code, signal]) => {
    if (signal !== 'SIGKILL') throw new Error(`the child ended with ${code}: ${await errors}`);
  });
  await Promise.race([once(child, 'message'), killed]);
  return () => {
    child.kill('SIGKILL');
    return killed;
  };
}
