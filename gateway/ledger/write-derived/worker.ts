/** The thread that writes derived files. See `write-derived.ts` for the other end. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { answerOrders } from '../asked-thread/answer-orders.ts';
import type { DerivedOrder } from './write-derived.ts';

answerOrders(({ root, files }: DerivedOrder) => {
  for (const { name, bytes } of files) {
    const partial = `${name}.new`;
    writeBelow(root, partial, bytes);
    renameSync(join(root, partial), join(root, name));
  }
});

function writeBelow(root: string, name: string, bytes: Uint8Array): void {
  const path = join(root, name);
  try {
    writeFileSync(path, bytes, { mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    makeBelow(root, dirname(name));
    writeFileSync(path, bytes, { mode: 0o600 });
  }
}

/** Makes directories below `root`, but not `root`: a ledger that was moved away is not begun anew in its place. */
function makeBelow(root: string, name: string): void {
  if (name === '.') return;
  makeBelow(root, dirname(name));
  try {
    mkdirSync(join(root, name), { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
