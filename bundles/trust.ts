/** Whose signatures count: keys by id, each with the one algorithm that it may be used with. */

import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { SetupError } from '../gateway/errors.ts';

/** The algorithms that bundles may be signed with (RFC 7518, 3.1; RFC 8037, 3.1, Ed25519 alone). */
export const ALGORITHMS = ['EdDSA', 'ES256', 'RS256', 'PS256'] as const;

/** One of ALGORITHMS. */
export type Algorithm = (typeof ALGORITHMS)[number];

/** A key whose signatures count. It is revoked by taking it out of the list. */
export interface TrustedKey {
  /** What signatures call it: the JWT's `kid`. */
  id: string;
  algorithm: Algorithm;
  /** PEM, SPKI (`-----BEGIN PUBLIC KEY-----`). */
  publicKey: string;
}

/** Who is trusted, and for what. */
export interface Trust {
  /** Several at once while a key is replaced. Ids are unique. */
  keys: TrustedKey[];
  /** The signature's scope must be this one; none where it is absent. */
  scope?: string;
}

/** Whether it is the name of one of ALGORITHMS. */
export function isAlgorithm(value: unknown): value is Algorithm {
  return ALGORITHMS.some((algorithm) => algorithm === value);
}

/**
 * The keys of the files together. A file is JSON: `{ "keys": [{ "id", "algorithm", "public_key" }] }`,
 * where `public_key` is PEM, or instead of it `public_key_file` names a PEM file, from the file's
 * own folder. Throws SetupError that names every fault.
 */
export async function loadTrustedKeys(files: string[]): Promise<TrustedKey[]> {
  const keys = (await Promise.all(files.map(loadFile))).flat();
  const twice = keys.filter(({ id }, index) => keys.findIndex((key) => key.id === id) < index);
  if (twice.length > 0) {
    throw new SetupError(twice.map(({ id }) => `${files.join(', ')}: have the key ${id} twice`));
  }
  return keys;
}

async function loadFile(file: string): Promise<TrustedKey[]> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new SetupError([`${file}: ${(error as Error).message}`], error);
  }
  const { keys } = (value ?? {}) as Record<string, unknown>;
  if (!Array.isArray(keys) || keys.length === 0) {
    throw new SetupError([`${file}: needs a list \`keys\` of at least one key`]);
  }
  return await Promise.all(
    keys.map((key: unknown, index) => readKey(key, dirname(file), `${file}: keys[${index}]`)),
  );
}

async function readKey(value: unknown, dir: string, place: string): Promise<TrustedKey> {
  const { id, algorithm, public_key, public_key_file } = (value ?? {}) as Record<string, unknown>;
  if (typeof id !== 'string' || id === '') throw new SetupError([`${place} needs an \`id\``]);
  if (!isAlgorithm(algorithm)) {
    throw new SetupError([`${place} needs an \`algorithm\` of ${ALGORITHMS.join(', ')}`]);
  }
  if (typeof public_key === 'string' && public_key_file === undefined) {
    return { id, algorithm, publicKey: public_key };
  }
  if (typeof public_key_file !== 'string' || public_key !== undefined) {
    throw new SetupError([`${place} needs either \`public_key\` or \`public_key_file\``]);
  }
  try {
    return { id, algorithm, publicKey: await readFile(resolve(dir, public_key_file), 'utf8') };
  } catch (error) {
    throw new SetupError([`${place}.public_key_file: ${(error as Error).message}`], error);
  }
}
