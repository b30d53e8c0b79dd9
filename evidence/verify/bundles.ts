/** The policy bundles that lie with a ledger: each is what entries name by its digest. */
import { createHash } from 'node:crypto';
import type { Fault } from './faults.ts';
import { namesIn, readIfThere } from './files.ts';

const FOLDER = 'bundles';
const NAME = /^sha256-([0-9a-f]{64})\.tar\.gz$/;

/** Checks all that are there; which of them entries name it does not ask. */
export function checkBundles(dir: string): Fault[] {
  return namesIn(`${dir}/${FOLDER}`).flatMap((name): Fault[] => {
    const [, digest] = NAME.exec(name) ?? [];
    const file = `${FOLDER}/${name}`;
    const bytes = digest === undefined ? undefined : readIfThere(dir, file);
    if (!bytes || createHash('sha256').update(bytes).digest('hex') === digest) return [];
    return [{ fault: 'file-altered', file }];
  });
}
