/** The certificate of an erasure: signed, and with the proof that the ledger says the same. */
import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from '../../errors.ts';
import type { SignedCheckpoint } from '../contract.ts';
import type { NoteSigner } from '../notes/keys.ts';
import { signNote } from '../notes/sign.ts';
import { fileStorage, replaceFile } from '../storage.ts';
import { inclusionProof } from '../tree/proofs.ts';
import { MissingTileError, readTiles } from '../tree/tile-reader.ts';
import { tilesOfDirectory } from '../tree/tile-source.ts';
import type { Subject } from './subject-index.ts';

/** A checkpoint comes every second; milliseconds, and how often it is looked for. */
const PAUSE = 50;
const TURNS = 400;

/** The first line of what is signed. */
export const CERTIFICATE_TYPE = 'regent/erasure/v1';

/** A certificate, as it stands in `certificates/ID.json`. */
export interface Certificate {
  v: 1;
  /** Signed note. */
  certificate: string;
  /** The entry `done`, without its line feed. */
  entry: string;
  index: number;
  /** Base64. */
  proof: string[];
  /** Signed note. */
  checkpoint: string;
}

/** What is certified. */
export interface Certified {
  origin: string;
  erasure: string;
  reference: string;
  count: number;
  /** Of the entry `done`. */
  time: string;
  /** Base64. */
  commitment: string;
}

/** Base64 of SHA-256 over nonce, type, a zero byte and value: who has the nonce can show whom it concerns, and nobody else can guess. */
export function commitTo({ type, value }: Subject, nonce: Buffer): string {
  return createHash('sha256').update(nonce).update(`${type}\0${value}`).digest('base64');
}

/** Signs what is certified. */
export function signCertificate(certified: Certified, signer: NoteSigner): string {
  const { origin, erasure, reference, count, time, commitment } = certified;
  const lines = [CERTIFICATE_TYPE, origin, erasure, reference, String(count), time, commitment];
  return signNote(`${lines.join('\n')}\n`, signer);
}

/** The proof that an entry is in the ledger, by the first checkpoint that covers it. Waits for that; rejects with a Refusal `ledger-unavailable` where it does not come. */
export async function proveEntry(
  dir: string,
  seq: number,
  newest: () => SignedCheckpoint | undefined,
): Promise<{ proof: string[]; checkpoint: string }> {
  for (let turn = 0; turn < TURNS; turn += 1) {
    const checkpoint = newest();
    if (checkpoint && checkpoint.size > seq) {
      try {
        const tiles = readTiles(checkpoint.size, tilesOfDirectory(dir));
        const proof = await inclusionProof(seq, checkpoint.size, tiles);
        return {
          proof: proof.map((hash) => Buffer.from(hash).toString('base64')),
          checkpoint: checkpoint.note,
        };
      } catch (error) {
        // A partial tile gave way to that of the next checkpoint.
        if (!(error instanceof MissingTileError)) throw error;
      }
    }
    await sleep(PAUSE);
  }
  const detail = 'No checkpoint covers the erasure yet; the certificate is made when one does.';
  throw new Refusal('ledger-unavailable', detail);
}

/** Keeps a certificate with the ledger; gives its file. */
export async function keepCertificate(
  dir: string,
  erasure: string,
  certificate: Certificate,
): Promise<string> {
  const file = join(dir, 'certificates', `${erasure}.json`);
  await mkdir(join(dir, 'certificates'), { recursive: true, mode: 0o700 });
  await replaceFile(fileStorage, file, Buffer.from(`${JSON.stringify(certificate)}\n`));
  return file;
}
