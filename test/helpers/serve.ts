import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const REGENT = join(import.meta.dirname, '../../cli/regent.js');

/** A `regent serve` in a process of its own. */
export interface Served {
  url: string;
  adminUrl: string;
  process: ChildProcess;
  /** Resolves with exit code and signal. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** Runs `regent serve -c file` and waits until it listens. Rejects with what it printed if it ends before. */
export async function serve(file: string, env: NodeJS.ProcessEnv = {}): Promise<Served> {
  const child = spawn(process.execPath, [REGENT, 'serve', '-c', file], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const ended = once(child, 'exit').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
  }));
  const listening = new Promise<{ url: string; adminUrl: string }>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const entry = JSON.parse(line) as { msg?: string; url: string; adminUrl: string };
      if (entry.msg === 'gateway listens') resolve(entry);
    });
  });
  const failed = ended.then(() => {
    throw new Error(`regent serve ended: ${errors}`);
  });
  failed.catch(() => undefined);
  const { url, adminUrl } = await Promise.race([listening, failed]);
  return { url, adminUrl, process: child, ended };
}
