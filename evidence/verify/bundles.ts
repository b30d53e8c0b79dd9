/** The policy bundles that lie with a ledger: each has the digest that it is named after. */
import { hash } from 'node:crypto';
import type { Fault } from './faults.ts';
import { namesIn, readIfThere } from './files.ts';

const FOLDER = 'bundles';
const NAME = /^sha256-([0-9a-f]{64})\.tar\.gz$/;

/** Checks all of them. Which must be there the entries say, and a replay. */
export function checkBundles(dir: string): Fault[] {
  return namesIn(`${dir}/${FOLDER}`).flatMap((name): Fault[] => {
    const [, digest] = NAME.exec(name) ?? [];
    const file = `${FOLDER}/${name}`;
    const bytes = digest === undefined ? undefined : readIfThere(dir, file);
    if (!bytes || hash('sha256', bytes, 'hex') === digest) return [];
    return [{ fault: 'file-altered', file, detail: 'a policy bundle' }];
  });
}
