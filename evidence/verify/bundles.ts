/** The policy bundles that lie with a ledger: those that decided, each with the digest that it is named after. */
import { hash } from 'node:crypto';
import type { Fault } from './faults.ts';
import { namesIn, readIfThere } from './files.ts';
import type { SpecialEntry } from './special.ts';

const FOLDER = 'bundles';
const NAME = /^sha256-([0-9a-f]{64})\.tar\.gz$/;
const DIGEST = /^sha256:([0-9a-f]{64})$/;

/** Holds bundles against entries. */
export class Bundles {
  /** By digest in hex the first entry that names it. */
  readonly #named = new Map<string, number>();

  /** Takes an entry `bundle`. */
  take({ seq, data }: SpecialEntry): void {
    const { bundle } = data as { bundle?: { digest?: string } };
    const [, digest] = DIGEST.exec(bundle?.digest ?? '') ?? [];
    if (digest !== undefined && !this.#named.has(digest)) this.#named.set(digest, seq);
  }

  /** All entries were taken; a bundle is there before the entry that names it. */
  check(dir: string): Fault[] {
    const faults: Fault[] = [];
    const found = new Set<string>();
    for (const name of namesIn(`${dir}/${FOLDER}`)) {
      const [, digest] = NAME.exec(name) ?? [];
      const file = `${FOLDER}/${name}`;
      const bytes = digest === undefined ? undefined : readIfThere(dir, file);
      if (digest === undefined || !bytes) continue;
      found.add(digest);
      if (hash('sha256', bytes, 'hex') !== digest)
        faults.push({ fault: 'file-altered', file, detail: 'a policy bundle' });
    }
    for (const [digest, seq] of this.#named)
      if (!found.has(digest)) faults.push({ fault: 'bundle-missing', seq, detail: digest });
    return faults;
  }
}
