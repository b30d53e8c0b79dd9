import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Takes the state directory for this process. Where another `regent dev` is at work in it, a
 * directory inside it is taken, since two gateways must not write one ledger.
 */
export async function claimStateDir(base: string): Promise<string> {
  const dir = (await isTaken(base)) ? join(base, `beside-${process.pid}`) : base;
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await writeFile(join(dir, 'dev.pid'), String(process.pid));
  return dir;
}

async function isTaken(dir: string): Promise<boolean> {
  try {
    const pid = Number(await readFile(join(dir, 'dev.pid'), 'utf8'));
    return pid !== process.pid && process.kill(pid, 0);
  } catch {
    // No file, or no such process.
    return false;
  }
}
