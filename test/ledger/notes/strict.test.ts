/** The parsers read what the makers make, and nothing that could be read in two ways. */
import { generateKeyPairSync } from 'node:crypto';
import * as fc from 'fast-check';
import t from 'tap';
import { formatCheckpoint, parseCheckpoint } from '../../../gateway/ledger/notes/checkpoint.ts';
import { NoteError } from '../../../gateway/ledger/notes/errors.ts';
import {
  COSIGNATURE,
  ED25519,
  generatePrivateKey,
  noteSigner,
  parseVkey,
  readPrivateKey,
} from '../../../gateway/ledger/notes/keys.ts';
import { formatNote, parseNote, type Note } from '../../../gateway/ledger/notes/note.ts';
import { cosign, openNote, signNote, signText } from '../../../gateway/ledger/notes/sign.ts';

const log = noteSigner('log.example/a', ED25519, readPrivateKey(generatePrivateKey()));
const witness = noteSigner('w.example', COSIGNATURE, readPrivateKey(generatePrivateKey()));
const text = formatCheckpoint({ origin: 'log.example/a', size: 7, root: Buffer.alloc(32, 7) });
const note = formatNote({
  text,
  signatures: [signText(text, log), cosign(text, witness, 1_700_000_000)],
});

const line = fc.string({ unit: 'grapheme' }).filter((line) => !CONTROL.test(line));
// oxlint-disable-next-line no-control-regex -- what a note must not hold
const CONTROL = /[\0-\x1f]/;
const name = line.filter((line) => line !== '' && !/[\s+]/u.test(line));
const notes: fc.Arbitrary<Note> = fc.record({
  text: fc.array(line, { minLength: 1 }).map((lines) => `${lines.join('\n')}\n`),
  signatures: fc.array(
    fc.record({
      name,
      id: fc.nat(0xffffffff),
      signature: fc.uint8Array({ minLength: 1, maxLength: 80 }).map((bytes) => Buffer.from(bytes)),
    }),
    { minLength: 1, maxLength: 16 },
  ),
});

t.test('parse(make(x)) = x', async () => {
  fc.assert(
    fc.property(notes, (note) => {
      const read = parseNote(Buffer.from(formatNote(note)));
      return (
        read.text === note.text &&
        read.signatures.length === note.signatures.length &&
        read.signatures.every((signature, at) => {
          const made = note.signatures[at]!;
          return (
            signature.name === made.name &&
            signature.id === made.id &&
            signature.signature.equals(made.signature)
          );
        })
      );
    }),
  );
  fc.assert(
    fc.property(
      line.filter((line) => line !== ''),
      fc.maxSafeNat(),
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      fc.array(line.filter((line) => line !== '')),
      (origin, size, bytes, extensions) => {
        const root = Buffer.from(bytes);
        const text = formatCheckpoint({ origin, size, root, extensions });
        const read = parseCheckpoint(text);
        return read.origin === origin && read.size === size && read.root.equals(root);
      },
    ),
  );
});

t.test('no changed byte of a signed checkpoint leaves a verified note', async (t) => {
  const bytes = Buffer.from(note);
  t.equal(openNote(note, [log, witness]).verified.length, 2);
  for (let at = 0; at < bytes.length; at += 1) {
    for (const change of [0x01, 0x20, 0x80]) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= change;
      let verified: number;
      try {
        verified = openNote(changed, [log, witness]).verified.length;
      } catch (error) {
        if (!(error instanceof NoteError)) throw error;
        continue;
      }
      // What is left: the name or id of one signature became unknown, and the other still holds.
      if (verified !== 1) t.fail(`byte ${at} changed by ${change}: ${verified} verified`);
    }
  }
});

t.test('no changed byte of a vkey is the same key', async (t) => {
  const { vkey } = log;
  for (let at = 0; at < vkey.length; at += 1) {
    const changed = `${vkey.slice(0, at)}${vkey[at] === 'B' ? 'C' : 'B'}${vkey.slice(at + 1)}`;
    t.throws(() => parseVkey(changed), NoteError);
  }
  t.throws(() => parseVkey(vkey.slice(0, -1)), NoteError);
  t.throws(() => parseVkey(`${vkey} `), NoteError);
  t.throws(() => parseVkey(`${vkey}=`), NoteError);
  t.equal(parseVkey(vkey).vkey, vkey);
});

t.test('odd notes are refused', async (t) => {
  const signature = note.split('\n').at(4)!;
  const odd: [what: string, note: string | Buffer][] = [
    ['nothing', ''],
    ['no signature', 'text\n\n'],
    ['no empty line', `text\n${signature}\n`],
    ['no last line feed', `text\n\n${signature}`],
    ['carriage returns', `text\r\n\r\n${signature}\r\n`],
    ['a tab', `te\txt\n\n${signature}\n`],
    ['not UTF-8', Buffer.from([...Buffer.from(`text\n\n${signature}\n`), 0xff, 0x0a])],
    ['a hyphen for a dash', `text\n\n-${signature.slice(1)}\n`],
    ['two spaces', `text\n\n${signature.replace('— ', '—  ')}\n`],
    ['a name with a plus', `text\n\n${signature.replace('log', 'l+g')}\n`],
    ['a name with a space that is not ASCII', `text\n\n${signature.replace('log', 'l\u00a0g')}\n`],
    ['base64 without padding', `text\n\n${signature.replace(/=+$/, '')}\n`],
    ['base64 of an id alone', 'text\n\n— a AAAAAA==\n'],
    ['base64url', 'text\n\n— a ____________\n'],
    ['spare bits in base64', 'text\n\n— a AAAAAAB=\n'],
    ['too many signatures', `text\n\n${`${signature}\n`.repeat(65)}`],
    ['too long', `${'a'.repeat(1 << 20)}\n\n${signature}\n`],
  ];
  for (const [what, note] of odd) t.throws(() => parseNote(note), NoteError, what);
  t.throws(() => openNote(note, []), /no signature is by a known key/);
  t.throws(() => signNote('no line feed', log), NoteError);
  t.throws(() => signNote('a bell\u0007\n', log), NoteError);
});

t.test('odd checkpoints are refused', async (t) => {
  const root = Buffer.alloc(32).toString('base64');
  const odd: [what: string, text: string][] = [
    ['two lines', 'o\n1\n'],
    ['no last line feed', `o\n1\n${root}`],
    ['an empty origin', `\n1\n${root}\n`],
    ['an empty line behind', `o\n1\n${root}\n\n`],
    ['a leading zero', `o\n01\n${root}\n`],
    ['a sign', `o\n+1\n${root}\n`],
    ['an exponent', `o\n1e3\n${root}\n`],
    ['hex', `o\n0x1\n${root}\n`],
    ['past 2^53', `o\n9007199254740993\n${root}\n`],
    ['a short root', `o\n1\n${Buffer.alloc(31).toString('base64')}\n`],
    ['a root in hex', `o\n1\n${'0'.repeat(64)}\n`],
  ];
  for (const [what, text] of odd) t.throws(() => parseCheckpoint(text), NoteError, what);
  t.throws(() => formatCheckpoint({ origin: '', size: 0, root: Buffer.alloc(32) }), NoteError);
  t.throws(() => formatCheckpoint({ origin: 'a\nb', size: 0, root: Buffer.alloc(32) }), NoteError);
  t.throws(() => formatCheckpoint({ origin: 'a', size: -1, root: Buffer.alloc(32) }), NoteError);
});

t.test('odd keys are refused without a word of them', async (t) => {
  t.throws(() => readPrivateKey('secret'), { message: 'not a private key in PEM (PKCS #8)' });
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  t.throws(() => readPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' })), /Ed25519/);
  t.throws(() => noteSigner('a', ED25519, privateKey), NoteError);
  t.throws(() => noteSigner('a b', ED25519, log.privateKey), NoteError);
  t.throws(() => parseVkey('a+00000000+BgAA'), NoteError);
});
