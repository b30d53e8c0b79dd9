/** Checks the certificate of an erasure, with nothing but the ledger's public key. */
import { decodeBase64 } from '../../gateway/ledger/notes/base64.ts';
import { hashLeaf } from '../../gateway/ledger/tree/hash.ts';
import { verifyInclusion } from '../../gateway/ledger/tree/verify-proof.ts';
import { parseCheckpoint } from '../../gateway/ledger/notes/checkpoint.ts';
import { parseVkey } from '../../gateway/ledger/notes/keys.ts';
import { openNote } from '../../gateway/ledger/notes/sign.ts';
import {
  CERTIFICATE_TYPE,
  commitTo,
  type Certificate,
  type Certified,
} from '../../gateway/ledger/subjects/certificate.ts';
import type { Subject } from '../../gateway/ledger/subjects/subject-index.ts';

/** What a certificate is held against. */
export interface Claims {
  /** The ledger's key, as a vkey of C2SP signed-note. */
  key: string;
  /** Whom it is said to concern. */
  subject?: Subject & { nonce: Buffer };
}

/** What a certificate says, and the number of its entry. */
export type Verified = Certified & { index: number };

/** What the certificate says, once all of it holds. Throws an Error that says what does not. */
export function verifyCertificate(text: string, { key, subject }: Claims): Verified {
  const { certificate, entry, index, proof, checkpoint } = parse(text);
  const vkey = parseVkey(key);
  const certified = readCertified(openNote(certificate, [vkey]).text);
  if (certified.origin !== vkey.name) throw new Error('it names another ledger than its key');
  const tree = parseCheckpoint(openNote(checkpoint, [vkey]).text);
  if (tree.origin !== vkey.name) throw new Error('its checkpoint is of another ledger');
  const hashes = proof.map((hash) => decodeBase64(hash) ?? Buffer.alloc(0));
  const leaf = hashLeaf(Buffer.from(entry));
  if (!verifyInclusion(leaf, index, tree.size, hashes, tree.root)) {
    throw new Error('its entry is not in the ledger: the proof does not lead to the checkpoint');
  }
  checkEntry(entry, index, certified);
  if (subject && commitTo(subject, subject.nonce) !== certified.commitment) {
    throw new Error('it concerns another data subject, or the nonce is another one');
  }
  return { ...certified, index };
}

function parse(text: string): Certificate {
  const value = JSON.parse(text) as Partial<Certificate> | null;
  const { v, certificate, entry, index, proof, checkpoint } = value ?? {};
  const isWhole =
    v === 1 &&
    [certificate, entry, checkpoint].every((member) => typeof member === 'string') &&
    Number.isSafeInteger(index) &&
    Array.isArray(proof) &&
    proof.every((hash) => typeof hash === 'string');
  if (!isWhole) throw new Error('it is not a certificate of version 1');
  return value as Certificate;
}

function readCertified(text: string): Certified {
  const lines = text.split('\n');
  const [type, origin, erasure, reference, count, time, commitment, end] = lines;
  if (type !== CERTIFICATE_TYPE || lines.length !== 8 || end !== '') {
    throw new Error('what is signed is not an erasure');
  }
  return {
    origin: origin!,
    erasure: erasure!,
    reference: reference!,
    count: Number(count),
    time: time!,
    commitment: commitment!,
  };
}

/** The ledger must say what the certificate says. */
function checkEntry(line: string, index: number, { erasure, count, time }: Certified): void {
  const entry = JSON.parse(line) as {
    seq?: unknown;
    type?: unknown;
    time?: unknown;
    data?: { erasure?: unknown; state?: unknown; count?: unknown };
  };
  const { seq, type, data } = entry;
  const isSame =
    seq === index &&
    type === 'erasure' &&
    data?.state === 'done' &&
    data.erasure === erasure &&
    data.count === count &&
    entry.time === time;
  if (!isSame) throw new Error('the entry of the ledger says something else');
}
