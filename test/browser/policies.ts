import { cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { builtFrom } from '../helpers/built-bundle.ts';

const STARTER = join(import.meta.dirname, '../../policies');
const MORE = join(import.meta.dirname, 'policies');

/** The bundle of the starter policies with a few rules more: what two people decide, what is signed, what passes by break-glass. */
export async function deskBundle(): Promise<Buffer> {
  const contents = await Promise.all([readAll(STARTER), readAll(MORE)]);
  return builtFrom(contents.join('\0'), async (dir) => {
    const policies = join(dir, 'policies');
    await cp(STARTER, policies, { recursive: true });
    await cp(MORE, policies, { recursive: true });
    return policies;
  });
}

async function readAll(dir: string): Promise<string> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const files = names.toSorted().map(async (name) => `${name}\0${await readFile(name, 'utf8')}`);
  return (await Promise.all(files)).join('\0');
}
