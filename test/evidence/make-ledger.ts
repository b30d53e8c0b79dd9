/** Writes ledgers as docs/ledger-format.md has them, without the ledger's own writer. */
import { createHash, randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { formatCheckpoint } from '../../gateway/ledger/notes/checkpoint.ts';
import {
  ED25519,
  generatePrivateKey,
  noteSigner,
  readPrivateKey,
  type NoteSigner,
} from '../../gateway/ledger/notes/keys.ts';
import { formatNote } from '../../gateway/ledger/notes/note.ts';
import { cosign, signText } from '../../gateway/ledger/notes/sign.ts';
import { signCertificate, type Certified } from '../../gateway/ledger/subjects/certificate.ts';
import { hashLeaf } from '../../gateway/ledger/tree/hash.ts';
import { inclusionProof } from '../../gateway/ledger/tree/proofs.ts';
import { hashTree } from '../../gateway/ledger/tree/range.ts';
import { readTiles } from '../../gateway/ledger/tree/tile-reader.ts';
import { tilesOfDirectory } from '../../gateway/ledger/tree/tile-source.ts';
import { partialTiles, tilePath } from '../../gateway/ledger/tree/tiles.ts';
import { Tree } from '../../gateway/ledger/tree/tree.ts';

/** The origin of the ledgers that are made. */
export const ORIGIN = 'regent.test/g1';

/** A key that signs checkpoints. */
export function makeSigner(name = ORIGIN): NoteSigner {
  return noteSigner(name, ED25519, readPrivateKey(generatePrivateKey()));
}

/** The id number `index` of an exchange: a UUID. */
export function exchangeId(index: number): string {
  return `00000000-0000-7000-8000-${String(index).padStart(12, '0')}`;
}

/** Writes one ledger, entry by entry. */
export class LedgerMaker {
  readonly dir: string;
  readonly tree: Tree;
  /** Keys that sign now; the last signs as the ledger. */
  signers: NoteSigner[];
  witness: NoteSigner | undefined;
  /** Milliseconds since 1970 of the next entry. */
  now = Date.UTC(2026, 0, 2, 3, 4, 5);
  #prev = '0'.repeat(64);
  #segment = 0;
  #lines: string[] = [];
  #keys: Buffer[] = [];
  #bodies: Buffer[] = [];
  #at = new Map<string, number>();
  #leaves: Buffer[] = [];
  #entries: string[] = [];

  constructor(dir: string, signer: NoteSigner) {
    this.dir = dir;
    this.signers = [signer];
    this.tree = new Tree((level, index, bytes) => this.write(tilePath(level, index), bytes));
    mkdirSync(dir, { recursive: true });
  }

  /** Name of the segment that is written. */
  get name(): string {
    return String(this.#segment).padStart(12, '0');
  }

  /** Adds an entry; gives its number. */
  add(type: string, data: unknown): number {
    const { size: seq } = this.tree;
    const time = new Date(this.now).toISOString();
    const entry = JSON.stringify({ v: 2, seq, prev: this.#prev, time, type, data });
    const leaf = hashLeaf(Buffer.from(entry));
    this.#prev = leaf.toString('hex');
    this.tree.append(leaf);
    this.#leaves.push(leaf);
    this.#lines.push(entry);
    this.#entries.push(entry);
    this.now += 100;
    return seq;
  }

  /** Adds an intent with a body, and the slot of its key; gives its number. */
  intent(index: number, sealed = 'c2VhbGVk'): number {
    const id = exchangeId(index);
    const body = randomBytes(40);
    const digest = createHash('sha256').update(body).digest();
    const length = Buffer.alloc(8);
    length.writeBigUInt64BE(BigInt(body.length));
    this.#bodies.push(digest, length, body);
    this.slot(id);
    const seq = this.add('intent', {
      id,
      session: exchangeId(999_999),
      connection: 'crm',
      body: { object: digest.toString('hex'), bytes: 24 },
      sealed,
    });
    this.#at.set(id, seq);
    return seq;
  }

  /** Adds the slot of an exchange; the entry is the caller's. */
  slot(id: string): void {
    this.#keys.push(Buffer.from(id.replaceAll('-', ''), 'hex'), randomBytes(60), Buffer.alloc(4));
  }

  /** Adds the outcome of an intent. */
  outcome(index: number, sealed = 'b3V0Y29tZQ=='): number {
    const id = exchangeId(index);
    const intent = this.#at.get(id)!;
    return this.add('outcome', { id, key: intent, intent, status: 200, masks: [], sealed });
  }

  /** Signs a checkpoint over all that is there. */
  checkpoint(): string {
    this.flush();
    const { size } = this.tree;
    const text = formatCheckpoint({ origin: ORIGIN, size, root: this.tree.root() });
    const signatures = this.signers.map((signer) => signText(text, signer));
    if (this.witness) signatures.push(cosign(text, this.witness, Math.floor(this.now / 1000)));
    const note = formatNote({ text, signatures });
    appendFileSync(join(this.dir, `${this.name}.checkpoints`), `${JSON.stringify({ note })}\n`);
    this.write('checkpoint', note);
    this.signers = this.signers.slice(-1);
    for (const { level, index, width } of partialTiles(size))
      this.write(tilePath(level, index, width), this.tree.partialTile(level, index, width)!);
    return note;
  }

  /** Names a new key, which signs the next checkpoint beside the old one. */
  changeKey(signer: NoteSigner): void {
    const [before] = this.signers;
    this.add('signing-key', { key: signer.vkey, previous: before!.vkey });
    this.signers = [before!, signer];
  }

  /** Begins the next segment. */
  rotate(): void {
    this.checkpoint();
    this.#segment = this.tree.size;
  }

  /** Removes the segment from entry `first` to `last`, as retention does. */
  expire(first: number, last: number): void {
    const root = hashTree(Buffer.concat(this.#leaves.slice(first, last + 1))).toString('base64');
    const expiry = this.add('expiry', { segments: [{ first, last, root }] });
    const name = String(first).padStart(12, '0');
    this.write(`${name}.expired.json`, `${JSON.stringify({ v: 2, first, last, root, expiry })}\n`);
    for (const kind of ['ndjson', 'keys', 'bodies', 'checkpoints'])
      rmSync(join(this.dir, `${name}.${kind}`));
  }

  /** The certificate of an erasure whose entry `done` has this number, as of the last checkpoint; with this said otherwise. */
  async certificate(done: number, said: object): Promise<string> {
    const [signer] = this.signers;
    const { size } = this.tree;
    const entry = this.#entries[done]!;
    const { time, data } = JSON.parse(entry) as { time: string; data: Certified };
    const claims = { ...data, origin: ORIGIN, time, ...said };
    const proof = await inclusionProof(done, size, readTiles(size, tilesOfDirectory(this.dir)));
    const certificate = {
      v: 1,
      certificate: signCertificate(claims, signer!),
      entry,
      index: done,
      proof: proof.map((hash) => Buffer.from(hash).toString('base64')),
      checkpoint: readFileSync(join(this.dir, 'checkpoint'), 'utf8'),
    };
    return `${JSON.stringify(certificate)}\n`;
  }

  /** Writes what was added since the last time. */
  flush(): void {
    const append = (kind: string, bytes: string | Buffer): void =>
      appendFileSync(join(this.dir, `${this.name}.${kind}`), bytes);
    append('ndjson', this.#lines.map((line) => `${line}\n`).join(''));
    append('keys', Buffer.concat(this.#keys));
    append('bodies', Buffer.concat(this.#bodies));
    this.#lines = [];
    this.#keys = [];
    this.#bodies = [];
  }

  /** Writes a file below the directory. */
  write(path: string, bytes: Buffer | string): void {
    const file = join(this.dir, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
}

/** A ledger of three segments: 700 entries, a change of the key, and some behind the last checkpoint. */
export function makeLedger(dir: string, exchanges = 345, behind = 0) {
  const signer = makeSigner();
  const maker = new LedgerMaker(dir, signer);
  maker.add('signing-key', { key: signer.vkey });
  maker.add('start', { gateway: 'g1' });
  const third = Math.floor(exchanges / 3);
  for (let index = 0; index < exchanges; index += 1) {
    maker.intent(index);
    if (index % third === 0 && index > 0) maker.rotate();
    if (index === third + 3) maker.changeKey(makeSigner());
    if (index % 20 === 19) maker.checkpoint();
    maker.outcome(index);
  }
  maker.add('stop', { gateway: 'g1' });
  maker.checkpoint();
  for (let index = 0; index < behind; index += 1) maker.add('gap', { index });
  maker.flush();
  return { maker, key: signer.vkey };
}
