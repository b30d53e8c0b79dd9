/**
 * The keys that sign checkpoints: a PEM file with the key that signs first and, after a rotation, the keys
 * before it behind.
 */
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SigningKeyData } from '../../types.ts';
import { SetupError } from '../../errors.ts';
import { NoteError } from '../notes/errors.ts';
import {
  ED25519,
  generatePrivateKey,
  noteSigner,
  readPrivateKey,
  type NoteSigner,
} from '../notes/keys.ts';
import { openNote } from '../notes/sign.ts';
import { replaceFile, type Storage } from '../storage.ts';

const BLOCK = /-----BEGIN PRIVATE KEY-----[^-]*-----END PRIVATE KEY-----/g;

/** The keys of the file, the one that is to sign first. */
export interface SigningKeys {
  keys: NoteSigner[];
  /** Whether the file was made just now. */
  made: boolean;
}

/**
 * Reads the file, or makes it where the ledger has no entries yet (`create`). Throws SetupError where it
 * cannot be used.
 */
export async function loadSigningKeys(
  options: { signingKey: string; origin: string },
  storage: Storage,
  create: boolean,
): Promise<SigningKeys> {
  const { signingKey: file, origin } = options;
  let pem = readPem(file);
  const made = pem === undefined && create;
  if (made) {
    pem = generatePrivateKey();
    await storage.makeDirectory(dirname(file));
    await replaceFile(storage, file, Buffer.from(pem));
  }
  if (pem === undefined) {
    const remedy = 'put it back from a backup, for no other key can continue this ledger';
    throw new SetupError([`ledger.signing_key: ${file} does not exist: ${remedy}`]);
  }
  const blocks = pem.match(BLOCK) ?? [];
  try {
    const keys = blocks.map((block) => noteSigner(origin, ED25519, readPrivateKey(block)));
    if (keys.length === 0) throw new NoteError('it holds no private key in PEM (PKCS #8)');
    return { keys, made };
  } catch (error) {
    throw new SetupError([`ledger.signing_key: ${file}: ${(error as Error).message}`], error);
  }
}

/** Who signs from here on. */
export interface Signers {
  signer: NoteSigner;
  /** Keys before, which sign the next checkpoint too. */
  cosigners: NoteSigner[];
  /** The entry that says so, where it is not in the ledger yet. */
  entry?: SigningKeyData;
}

/**
 * Settles who signs, from the newest checkpoint and the `signing-key` entries behind it. Throws SetupError
 * where the file lacks a key that must sign.
 */
export function settleSigners(
  { keys }: SigningKeys,
  file: string,
  note: string | undefined,
  behind: readonly SigningKeyData[],
): Signers {
  const [desired] = keys as [NoteSigner];
  const known = [
    ...(note === undefined ? [] : [signerOf(note, keys, file)]),
    ...behind.map(({ key }) => find(keys, key, file)),
  ];
  const current = known.at(-1);
  if (!current) return { signer: desired, cosigners: [], entry: { key: desired.vkey } };
  const cosigners = known.slice(0, -1).filter((key) => key !== desired);
  if (current === desired) return { signer: desired, cosigners };
  const entry = { key: desired.vkey, previous: current.vkey };
  return { signer: desired, cosigners: [...cosigners, current], entry };
}

/** The key that signed a checkpoint of ours; where two did, the successor's line is the first. */
export function signerOf(note: string, keys: readonly NoteSigner[], file: string): NoteSigner {
  try {
    const { key } = openNote(note, keys).verified[0]!;
    return keys.find(({ vkey }) => vkey === key.vkey)!;
  } catch (error) {
    const remedy =
      'the file must hold the key that signed last (behind the new one, where the key is to change), and ledger.origin its name';
    throw new SetupError(
      [
        `ledger.signing_key: no key of ${file} signed the newest checkpoint of the ledger (${(error as Error).message}): ${remedy}`,
      ],
      error,
    );
  }
}

function find(keys: readonly NoteSigner[], vkey: string, file: string): NoteSigner {
  const key = keys.find((key) => key.vkey === vkey);
  if (key) return key;
  throw new SetupError([
    `ledger.signing_key: the ledger is signed with ${vkey}, and ${file} does not hold that key: put it back`,
  ]);
}

function readPem(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new SetupError([`ledger.signing_key: ${file} cannot be read: ${message}`], error);
  }
}
