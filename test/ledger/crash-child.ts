/** Starts crash-writer.ts and ends it as the kernel does in a power cut of the process: without warning. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

export interface CrashChild {
  /** Ends it with SIGKILL; resolves to what it printed. Rejects where it had ended before. */
  kill(): Promise<string>;
}

/** Resolves when the child's ledger is open and its writers run. */
export async function startChild(dir: string): Promise<CrashChild> {
  const child = fork(join(import.meta.dirname, 'crash-writer.ts'), [dir], { silent: true });
  const output = text(child.stdout!);
  const errors = text(child.stderr!);
  const ended = once(child, 'exit');
  const early = ended.then(async ([code, signal]) => {
    if (signal !== 'SIGKILL') throw new Error(`the child ended with ${code}: ${await errors}`);
  });
  await Promise.race([once(child, 'message'), early]);
  return {
    async kill() {
      child.kill('SIGKILL');
      await early;
      return output;
    },
  };
}
