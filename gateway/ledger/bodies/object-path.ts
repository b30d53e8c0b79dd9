import { join } from 'node:path';

/** Where encrypted bodies lie that are too large for `N.bodies`. */
export function objectsOf(ledger: string): string {
  return join(ledger, 'objects');
}

/** The file of an encrypted body, by its digest in hex. */
export function objectPath(ledger: string, digest: string): string {
  return join(objectsOf(ledger), digest.slice(0, 2), digest.slice(2));
}
