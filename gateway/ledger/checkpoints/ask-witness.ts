/** One request to a witness: C2SP tlog-witness `add-checkpoint`. */
import { parseSize } from '../notes/checkpoint.ts';
import type { NoteKey } from '../notes/keys.ts';
import { formatSignatureLine, parseNote } from '../notes/note.ts';
import { verifySignature } from '../notes/sign.ts';
import { consistencyProof, type HashReader } from '../tree/proofs.ts';
import { readLimited } from '../../read-limited.ts';

const TIMEOUT = 10_000;
const MAX_ANSWER = 64 * 1024;

/** A witness as the configuration names it. */
export interface WitnessAddress {
  /** Its submission prefix; `/add-checkpoint` is put behind. */
  url: string;
  /** Its key, of type 0x04. */
  key: NoteKey;
}

/** A checkpoint that was signed. */
export interface Offer {
  size: number;
  /** The whole signed note. */
  note: string;
}

/** A good cosignature: its line, and when it was made, in seconds since 1970. */
export interface Cosigned {
  line: string;
  time: number;
}

/** The witness cosigned a history that ours does not continue. */
export class SplitViewError extends Error {
  override name = 'SplitViewError';
}

/**
 * Offers a checkpoint as the successor of the one of `old` entries. Resolves to the cosignature, or to the size that the
 * witness has where that is another one. Rejects with a SplitViewError where the proof does not convince it, and with
 * another error where it cannot be reached or does not answer as it should.
 */
export async function askWitness(
  { url, key }: WitnessAddress,
  offer: Offer,
  old: number,
  hashes: HashReader,
  ending: AbortSignal,
): Promise<Cosigned | { known: number }> {
  const proof = await consistencyProof(old, offer.size, hashes);
  const lines = proof.map((hash) => `${hash.toString('base64')}\n`).join('');
  const response = await fetch(`${url.replace(/\/+$/, '')}/add-checkpoint`, {
    method: 'POST',
    body: `old ${old}\n${lines}\n${offer.note}`,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    redirect: 'error',
    signal: AbortSignal.any([ending, AbortSignal.timeout(TIMEOUT)]),
  });
  const answer = await readAnswer(response);
  if (response.status === 409) return { known: parseSize(answer.replace(/\n$/, '')) };
  if (response.status === 422)
    throw new SplitViewError(`this ledger does not begin with the ${old} entries that it cosigned`);
  if (response.status !== 200)
    throw new Error(`the witness answered ${response.status}: ${answer.slice(0, 200).trim()}`);
  return readCosignature(offer.note, answer, key);
}

function readCosignature(note: string, answer: string, key: NoteKey): Cosigned {
  const { text } = parseNote(note);
  // Read as the specification proposes: as lines of the note. Signatures by other keys are ignored.
  for (const signature of parseNote(`${text}\n${answer}`).signatures) {
    if (signature.name !== key.name || signature.id !== key.id) continue;
    const verified = verifySignature(text, signature, key);
    if (verified?.time !== undefined)
      return { line: formatSignatureLine(signature), time: verified.time };
  }
  throw new Error('the answer holds no good cosignature by the key of the witness');
}

async function readAnswer(response: Response): Promise<string> {
  const bytes = await readLimited(response.body, MAX_ANSWER);
  if (!bytes) throw new Error('the answer of the witness is too long');
  return bytes.toString('utf8');
}
