/** Signed notes: C2SP signed-note. */
import { decodeBase64 } from './base64.ts';
import { NoteError } from './errors.ts';

const MAX_BYTES = 1 << 20;
const MAX_SIGNATURES = 64;
const KEY_ID_BYTES = 4;

/** One signature line. */
export interface NoteSignature {
  /** Name of the key. */
  name: string;
  /** Id of the key, 32 bits. */
  id: number;
  /** What follows the id: the signature as its type defines it. */
  signature: Buffer;
}

/** A note in its parts; nothing is verified yet. */
export interface Note {
  /** The text that was signed, its last line feed included. */
  text: string;
  signatures: NoteSignature[];
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Takes a note apart. Throws a NoteError for anything that the specification does not allow. */
export function parseNote(bytes: Uint8Array | string): Note {
  const note = typeof bytes === 'string' ? bytes : decodeText(bytes);
  if (note.length > MAX_BYTES) throw new NoteError(`a note has at most ${MAX_BYTES} bytes`);
  checkText(note);
  const split = note.lastIndexOf('\n\n');
  if (split < 0) throw new NoteError('no empty line separates the text from its signatures');
  const lines = note.slice(split + 2).split('\n');
  if (lines.pop() !== '') throw new NoteError('the last line has no line feed');
  if (lines.length === 0) throw new NoteError('there is no signature');
  if (lines.length > MAX_SIGNATURES)
    throw new NoteError(`a note has at most ${MAX_SIGNATURES} signatures`);
  return { text: note.slice(0, split + 1), signatures: lines.map(parseSignatureLine) };
}

/** Puts a note together. Throws a NoteError where `parseNote` would not read it again. */
export function formatNote({ text, signatures }: Note): string {
  if (!text.endsWith('\n')) throw new NoteError('the text of a note ends with a line feed');
  const note = `${text}\n${signatures.map(formatSignatureLine).join('')}`;
  if (parseNote(note).text !== text) throw new NoteError('the text cannot be told from signatures');
  return note;
}

/** A signature line, its line feed included. */
export function formatSignatureLine({ name, id, signature }: NoteSignature): string {
  checkName(name);
  const head = Buffer.alloc(KEY_ID_BYTES);
  head.writeUInt32BE(id);
  return `— ${name} ${Buffer.concat([head, signature]).toString('base64')}\n`;
}

/** Reads a signature line without its line feed. Throws a NoteError. */
export function parseSignatureLine(line: string): NoteSignature {
  const parts = line.split(' ');
  const [dash, name, base64] = parts;
  if (parts.length !== 3 || dash !== '—')
    throw new NoteError(`not a signature line: ${JSON.stringify(line.slice(0, 80))}`);
  checkName(name!);
  const bytes = decodeBase64(base64!);
  if (!bytes || bytes.length <= KEY_ID_BYTES)
    throw new NoteError(`the signature of ${name} is not base64 of a key id and a signature`);
  return { name: name!, id: bytes.readUInt32BE(0), signature: bytes.subarray(KEY_ID_BYTES) };
}

/** Throws a NoteError for a name that no key can have. */
export function checkName(name: string): void {
  if (name === '' || /[\s+]/u.test(name) || CONTROL.test(name) || !name.isWellFormed())
    throw new NoteError('the name of a key is not empty and holds neither spaces nor a plus sign');
}

// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\0-\x1f]/;
// oxlint-disable-next-line no-control-regex
const CONTROL_BUT_LF = /[\0-\x09\x0b-\x1f]/;

function checkText(note: string): void {
  if (CONTROL_BUT_LF.test(note)) throw new NoteError('a note holds no control characters');
  if (!note.isWellFormed()) throw new NoteError('a note is UTF-8');
}

function decodeText(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new NoteError('a note is UTF-8');
  }
}
