/** Writes the directory of a ledger from docs/ledger-format.md, for tests of what reads one. */
import { createHash, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { formatCheckpoint } from '../../gateway/ledger/notes/checkpoint.ts';
import { noteSigner, type NoteSigner } from '../../gateway/ledger/notes/keys.ts';
import { signNote } from '../../gateway/ledger/notes/sign.ts';
import { BodyEncryptor } from '../../gateway/ledger/seal/body-cipher.ts';
import { seal } from '../../gateway/ledger/seal/cipher.ts';
import { sealPart } from '../../gateway/ledger/seal/part.ts';
import { purposeKey, type Purpose } from '../../gateway/ledger/seal/purpose.ts';
import { ERASED, ID_BYTES, slotId, wrapExchangeKey } from '../../gateway/ledger/seal/wrap.ts';
import { hashLeaf } from '../../gateway/ledger/tree/hash.ts';
import { signCertificate } from '../../gateway/ledger/subjects/certificate.ts';
import { inclusionProof } from '../../gateway/ledger/tree/proofs.ts';
import { readTiles } from '../../gateway/ledger/tree/tile-reader.ts';
import { tilesOfMap, tilesOfTree } from '../../gateway/ledger/tree/tile-source.ts';
import { partialTiles, tilePath } from '../../gateway/ledger/tree/tiles.ts';
import { Tree } from '../../gateway/ledger/tree/tree.ts';
import type { StoredBody } from '../../schemas/types.ts';

/** An agent's session in a fixture. */
export interface FixtureSession {
  id: string;
  key: Buffer;
  identity?: { issuer: string; subject: string };
}

/** An exchange in a fixture; `at` is the `seq` of its first entry. */
export interface FixtureExchange {
  id: string;
  key: Buffer;
  session: FixtureSession;
  at?: number;
}

interface FixtureErasure {
  seq: number;
  erasure: string;
  count: number;
  time: string;
}

interface Segment {
  first: number;
  lines: Buffer[];
  slots: Buffer[];
  frames: Buffer[];
  checkpoints: string[];
  sessions: Set<string>;
}

export const ORIGIN = 'regent.example/test';

/** A ledger that is written in memory and then to disk. */
export class FixtureLedger {
  signer: NoteSigner;
  /** Who signs the next checkpoint too. */
  #leaving: NoteSigner[] = [];
  /** The key-encryption key, base64, and its id. */
  readonly kek = { id: 'test', text: randomBytes(32).toString('base64') };
  readonly keys = new Map<string, Buffer>();
  readonly #files = new Map<string, Buffer>();
  readonly #tree: Tree;
  readonly #entries: Buffer[] = [];
  readonly #certified: FixtureErasure[] = [];
  #prev: Buffer = Buffer.alloc(32);
  #segment: Segment = emptySegment(0);
  /** Milliseconds since the epoch; tests move it on. */
  now = Date.parse('2026-01-02T03:04:05.678Z');

  constructor() {
    this.signer = makeSigner();
    this.#tree = new Tree((level, index, bytes) => {
      this.#files.set(tilePath(level, index), Buffer.from(bytes));
    });
    this.append('signing-key', { key: this.signer.vkey });
    this.append('start', { gateway: 'test', version: '0.0.0' });
  }

  get size(): number {
    return this.#tree.size;
  }

  session(identity?: FixtureSession['identity']): FixtureSession {
    return { id: randomUUID(), key: randomBytes(32), ...(identity && { identity }) };
  }

  exchange(session: FixtureSession): FixtureExchange {
    const exchange = { id: randomUUID(), key: randomBytes(32), session };
    this.keys.set(exchange.id, exchange.key);
    return exchange;
  }

  /** Appends an entry, its sealed part under the key of its exchange; gives its `seq`. */
  append(
    type: string,
    data: object,
    sealed?: { exchange: FixtureExchange; purpose: Purpose; text: string },
  ): number {
    if (!sealed) return this.#append(type, data);
    const { exchange, purpose, text } = sealed;
    this.#announce(exchange.session);
    const isFirst = exchange.at === undefined;
    exchange.at ??= this.size;
    if (isFirst) this.#segment.slots.push(wrapExchangeKey(exchange));
    const { id, ...rest } = data as { id?: unknown };
    return this.#append(type, {
      id,
      ...(!isFirst && { key: exchange.at }),
      ...rest,
      sealed: sealPart(exchange, purpose, Buffer.from(text)),
    });
  }

  /** Keeps a body; gives what an entry says of it. */
  body(exchange: FixtureExchange, purpose: 'request' | 'response', bytes: Buffer): StoredBody {
    const cipher = new BodyEncryptor(purposeKey(exchange.key, purpose));
    const encrypted = Buffer.concat([...cipher.push(bytes), ...cipher.end()]);
    const digest = createHash('sha256').update(encrypted).digest();
    const length = Buffer.alloc(8);
    length.writeBigUInt64BE(BigInt(encrypted.length));
    this.#segment.frames.push(Buffer.concat([digest, length, encrypted]));
    return { object: digest.toString('hex'), bytes: bytes.length };
  }

  /** Destroys the key of an exchange of the open segment. */
  erase(id: string): void {
    const slot = this.#segment.slots.find((each) => slotId(each) === id)!;
    ERASED.copy(slot, ID_BYTES);
  }

  /** Names a new key, which signs from here on. */
  changeKey(): void {
    const before = this.signer;
    this.signer = makeSigner();
    this.#leaving.push(before);
    this.append('signing-key', { key: this.signer.vkey, previous: before.vkey });
  }

  /** Signs a checkpoint of what is there. */
  checkpoint(): string {
    const text = formatCheckpoint({ origin: ORIGIN, size: this.size, root: this.#tree.root() });
    const note = signNote(text, this.signer, ...this.#leaving.splice(0));
    this.#segment.checkpoints.push(JSON.stringify({ note }));
    this.#files.set('checkpoint', Buffer.from(note));
    return note;
  }

  /** Closes the segment and begins the next. */
  rotate(): void {
    this.checkpoint();
    this.#store(true);
    this.#segment = emptySegment(this.size);
  }

  /** Ends an erasure, and has its certificate made when all is written. */
  certify(erasure: string, count: number): void {
    const time = new Date(this.now).toISOString();
    const seq = this.append('erasure', { erasure, state: 'done', count });
    this.#certified.push({ seq, erasure, count, time });
  }

  /** A file of the directory, such as a bundle. */
  put(path: string, bytes: Buffer): void {
    this.#files.set(path, bytes);
  }

  /** Writes all files. */
  async write(dir: string): Promise<void> {
    this.checkpoint();
    this.#store(false);
    for (const { level, index, width } of partialTiles(this.size)) {
      const bytes = this.#tree.partialTile(level, index, width);
      if (bytes) this.#files.set(tilePath(level, index, width), bytes);
    }
    for (const certified of this.#certified) await this.#certify(certified);
    for (const [path, bytes] of this.#files) {
      await mkdir(dirname(join(dir, path)), { recursive: true });
      await writeFile(join(dir, path), bytes);
    }
  }

  async #certify({ seq, ...certified }: FixtureErasure): Promise<void> {
    const { size } = this;
    const hashes = readTiles(size, tilesOfTree(this.#tree, tilesOfMap(this.#files)));
    const proof = await inclusionProof(seq, size, hashes);
    const commitment = Buffer.alloc(32).toString('base64');
    const claims = { origin: ORIGIN, reference: 'DSR-2026-041', commitment, ...certified };
    const certificate = {
      v: 1,
      certificate: signCertificate(claims, this.signer),
      entry: this.#entries[seq]!.toString(),
      index: seq,
      proof: proof.map((hash) => hash.toString('base64')),
      checkpoint: this.#files.get('checkpoint')!.toString(),
    };
    this.put(
      `certificates/${certified.erasure}.json`,
      Buffer.from(`${JSON.stringify(certificate)}\n`),
    );
  }

  #announce(session: FixtureSession): void {
    if (this.#segment.sessions.has(session.id)) return;
    this.#segment.sessions.add(session.id);
    const { id, key, identity } = session;
    const kek = Buffer.from(this.kek.text, 'base64');
    const wrapped = seal(kek, key, Buffer.from(`regent/session/${id}`)).toString('base64');
    this.#append('session', {
      session: id,
      kek: this.kek.id,
      key: wrapped,
      ...(identity && { identity }),
    });
  }

  #append(type: string, data: object): number {
    const seq = this.size;
    const time = new Date(this.now).toISOString();
    const prev = this.#prev.toString('hex');
    const entry = Buffer.from(JSON.stringify({ v: 2, seq, prev, time, type, data }));
    this.#prev = hashLeaf(entry);
    this.#tree.append(this.#prev);
    this.#segment.lines.push(entry, Buffer.from('\n'));
    this.#entries.push(entry);
    return seq;
  }

  #store(closed: boolean): void {
    const { first, lines, slots, frames, checkpoints } = this.#segment;
    const name = String(first).padStart(12, '0');
    const text = Buffer.concat(lines);
    if (closed) this.#files.set(`${name}.ndjson.zst`, zstdCompressSync(text));
    else this.#files.set(`${name}.ndjson`, text);
    if (slots.length > 0) this.#files.set(`${name}.keys`, Buffer.concat(slots));
    if (frames.length > 0) this.#files.set(`${name}.bodies`, Buffer.concat(frames));
    this.#files.set(`${name}.checkpoints`, Buffer.from(`${checkpoints.join('\n')}\n`));
  }
}

function emptySegment(first: number): Segment {
  return { first, lines: [], slots: [], frames: [], checkpoints: [], sessions: new Set() };
}

function makeSigner(): NoteSigner {
  return noteSigner(ORIGIN, 1, generateKeyPairSync('ed25519').privateKey);
}
