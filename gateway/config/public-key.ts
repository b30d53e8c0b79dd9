import { createPublicKey } from 'node:crypto';
import { resolve } from 'node:path';
import { readText } from './files.ts';
import type { Place } from './place.ts';

/** The PEM text of the public key in a file; adds a fault and gives undefined where there is none. */
export function readPublicKey(
  place: Place,
  file: string | undefined,
  baseDir: string,
): string | undefined {
  const name = place.need(file, '');
  if (name === '') return undefined;
  try {
    const publicKey = readText(resolve(baseDir, name));
    createPublicKey(publicKey);
    if (publicKey.includes('PRIVATE KEY')) throw new Error('it is a private key');
    return publicKey;
  } catch (error) {
    place.fault(`must be a PEM file of a public key: ${(error as Error).message}`);
    return undefined;
  }
}
