import { readFileSync, statSync } from 'node:fs';

/** Far more than a configuration, a certificate bundle or a key set has, and read at once. */
const MOST_BYTES = 2 ** 20;

/**
 * The text of a file of at most 1 MiB, in strict UTF-8.
 * Throws an Error whose message names the file and what is wrong with it.
 */
export function readText(file: string): string {
  const { size } = statFile(file);
  if (size > MOST_BYTES) throw new Error(`${file} is larger than ${MOST_BYTES} bytes`);
  const bytes = attempt(file, () => readFileSync(file));
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new Error(`${file} is not UTF-8 text`, { cause: error });
  }
}

/** What identifies the content of a regular file. Throws as `readText` does. */
export function statFile(file: string): { size: number; version: string } {
  const stat = attempt(file, () => statSync(file, { bigint: true }));
  // A pipe or a device would be waited for, or never end.
  if (!stat.isFile()) throw new Error(`${file} is not a regular file`);
  const version = [stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(':');
  return { size: Number(stat.size), version };
}

function attempt<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code ?? 'unknown'})`;
    throw new Error(`${JSON.stringify(file).slice(1, -1)} ${reason}`, { cause: error });
  }
}
