/** The body of a request `add-checkpoint`: C2SP tlog-witness. */
import { decodeBase64 } from '../../gateway/ledger/notes/base64.ts';
import {
  parseCheckpoint,
  parseSize,
  type Checkpoint,
} from '../../gateway/ledger/notes/checkpoint.ts';
import { NoteError } from '../../gateway/ledger/notes/errors.ts';
import { parseNote } from '../../gateway/ledger/notes/note.ts';
import { HASH_BYTES } from '../../gateway/ledger/tree/hash.ts';

const MAX_PROOF = 63;

/** What a log asks for; nothing of it is verified yet. */
export interface AddCheckpoint {
  /** Size of the checkpoint that the log believes to be the witness's newest. */
  old: number;
  proof: Buffer[];
  /** The whole signed note. */
  note: string;
  /** The text of it that is signed. */
  text: string;
  checkpoint: Checkpoint;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads a body. Throws a NoteError that says what is wrong with it. */
export function parseAddCheckpoint(body: Buffer): AddCheckpoint {
  let all: string;
  try {
    all = utf8.decode(body);
  } catch {
    throw new NoteError('the body is not UTF-8');
  }
  const split = all.indexOf('\n\n');
  if (split < 0) throw new NoteError('no empty line separates the proof from the checkpoint');
  const [first, ...hashes] = all.slice(0, split).split('\n');
  if (!first?.startsWith('old ')) throw new NoteError('the first line is `old` and a size');
  const old = parseSize(first.slice('old '.length));
  if (hashes.length > MAX_PROOF)
    throw new NoteError(`a consistency proof has at most ${MAX_PROOF} lines`);
  const note = all.slice(split + 2);
  const { text } = parseNote(note);
  return { old, proof: hashes.map(parseHash), note, text, checkpoint: parseCheckpoint(text) };
}

function parseHash(line: string): Buffer {
  const hash = decodeBase64(line);
  if (hash?.length !== HASH_BYTES)
    throw new NoteError('a line of the consistency proof is not base64 of a hash of 32 bytes');
  return hash;
}
