import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ChildTask } from './child.ts';

export interface RunningChild {
  process: ChildProcess;
  ready: Promise<unknown>;
  /** All of its several requests are held. */
  held: Promise<unknown>;
  /** The signal that ended it, or null. */
  ended: Promise<NodeJS.Signals | null>;
}

/** Starts `child.ts`, which can write no file beyond `maxFile` KiB where that is given. */
export function startChild(task: ChildTask, maxFile?: number): RunningChild {
  const program = fileURLToPath(new URL('child.ts', import.meta.url));
  // With SIGXFSZ ignored a write past the limit fails (EFBIG) instead of ending the process. Without NODE_OPTIONS, through
  // which tap ends it at the signal all the same, and without what Node.js keeps of compiled modules.
  const alone = `unset NODE_OPTIONS NODE_COMPILE_CACHE; trap '' XFSZ`;
  const limit = maxFile === undefined ? '' : `${alone} && ulimit -f ${maxFile} && `;
  const command = [`${limit}exec "$0" "$@"`, process.execPath, program, JSON.stringify(task)];
  const child = spawn('bash', ['-c', ...command], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit').then(([, signal]) => signal as NodeJS.Signals | null);
  const lines = createInterface({ input: child.stdout });
  const printed = (wanted: string): Promise<void> =>
    new Promise((resolve) => lines.on('line', (line) => line === wanted && resolve()));
  return { process: child, ready: printed('ready'), held: printed('held'), ended };
}

/** The ids that the log names with this, in order. */
export function logged(log: string, what: string): string[] {
  if (!existsSync(log)) return [];
  return readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith(`${what} `))
    .map((line) => line.slice(what.length + 1));
}
