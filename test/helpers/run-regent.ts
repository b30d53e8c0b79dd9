import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const REGENT = join(import.meta.dirname, '../../cli/regent.js');

/** What a command said. */
export interface Ran {
  code: number;
  out: string;
  errors: string;
}

/** Runs `regent` with these arguments. */
export async function runRegent(...args: string[]): Promise<Ran> {
  const child = spawn(process.execPath, [REGENT, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, errors] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, out, errors };
}
