/** Directories that hold evidence in clear for a while: they go when the work is over, and where somebody ends the command. */
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const OPTIONS = { recursive: true, force: true, maxRetries: 3 } as const;

const held = new Set<string>();

/** Makes a directory of the system's temporary ones, `prefix` and what makes its name its own. */
export async function makeScratch(
  prefix: string,
): Promise<{ dir: string; remove: () => Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), prefix));
  return { dir, remove: holdScratch(dir) };
}

/** Takes care of files and directories, which need not be there; gives what removes them when the work is over. */
export function holdScratch(...paths: readonly string[]): () => Promise<void> {
  if (held.size === 0) for (const signal of SIGNALS) process.on(signal, end);
  for (const path of paths) held.add(path);
  return async () => {
    for (const path of paths) {
      await rm(path, OPTIONS);
      held.delete(path);
    }
    if (held.size === 0) letGo();
  };
}

/** Whoever sent the signal sees that it ended by it. */
function end(signal: NodeJS.Signals): void {
  letGo();
  for (const path of held) rmSync(path, OPTIONS);
  process.kill(process.pid, signal);
}

function letGo(): void {
  for (const signal of SIGNALS) process.off(signal, end);
}
