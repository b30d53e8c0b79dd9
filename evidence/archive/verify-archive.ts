/** Verifies an archive offline: docs/ledger-format.md, "Archives". Needs public keys only. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundlePath } from '../../gateway/keep-bundle.ts';
import { Reader } from '../../gateway/ledger/read/reader.ts';
import { StoredBodies } from '../../gateway/ledger/read/stored-bodies.ts';
import type { IntentData, LedgerEntry, RefusalData } from '../../gateway/types.ts';
import { bodiesOf } from '../export/copy-bodies.ts';
import { Certificates } from '../verify/certificates.ts';
import { MAX_FAULTS, type Fault } from '../verify/faults.ts';
import { EXCHANGE_KEYS, readExchangeKeys } from './exchange-keys.ts';
import type { ArchiveManifest } from './manifest.ts';
import { ArchiveHead, type HeadOptions } from './verify-head.ts';
import { EntryCheck } from './verify-entries.ts';

/** What is verified, and with what. */
export interface VerifyArchiveOptions extends HeadOptions {
  /** Directory of the unpacked archive. */
  dir: string;
  manifest: ArchiveManifest;
  progress?: (done: number, of: number) => void;
}

/** What was found. */
export interface ArchiveVerification {
  entries: number;
  origin: string;
  size: number;
  time: string;
  /** Names of the witnesses that cosigned. */
  witnesses: string[];
  /** Erasures that were done, and whose certificate was still to come. */
  certificatesToCome: number;
  faults: Fault[];
}

/** Rejects with a NoteError where a given key cannot be read, and with Node's error where a file cannot. */
export async function verifyArchive(options: VerifyArchiveOptions): Promise<ArchiveVerification> {
  const { dir, manifest } = options;
  const faults: Fault[] = [];
  await checkFiles(dir, manifest, faults);
  const head = await ArchiveHead.read(dir, manifest, options, faults);
  const named = new NamedFiles(dir);
  const certificates = new Certificates(dir);
  await named.begin(faults);
  const entries = head
    ? await new EntryCheck(dir, manifest, head, faults).run(async (entry, first) => {
        head.take(entry);
        if (entry.type === 'erasure') certificates.take(entry);
        await named.take(entry, first, faults);
        options.progress?.(entry.seq, manifest.size);
      })
    : 0;
  await head?.finish(faults);
  if (head) faults.push(...certificates.check(head.keys, isGone(manifest)));
  named.finish(faults);
  return {
    entries,
    origin: manifest.origin,
    size: manifest.size,
    time: manifest.time,
    witnesses: head?.witnesses ?? [],
    certificatesToCome: certificates.toCome,
    faults: faults.slice(0, MAX_FAULTS),
  };
}

/** Of entries `erasure`, all of which are chosen: whether the ledger has nothing but the hash of one. */
function isGone({ size, runs }: ArchiveManifest): (seq: number) => boolean {
  return (seq) => seq < size && !runs.some(([first, last]) => first <= seq && seq <= last);
}

/** Each file that is named is there as it was written, and no other. */
async function checkFiles(dir: string, manifest: ArchiveManifest, faults: Fault[]): Promise<void> {
  const found = await readdir(dir, { recursive: true, withFileTypes: true });
  const names = new Set(
    found
      .filter((entry) => !entry.isDirectory())
      .map(({ parentPath, name }) => join(parentPath, name).slice(join(dir, '/').length)),
  );
  for (const [file, digest] of Object.entries(manifest.files)) {
    if (!names.delete(file)) faults.push({ fault: 'file-missing', file });
    else if ((await digestOf(join(dir, file))) !== digest)
      faults.push({ fault: 'file-altered', file });
  }
  names.delete('archive.json');
  for (const file of [...names].toSorted()) faults.push({ fault: 'file-unknown', file });
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** What entries name: bodies and bundles by their digests, and keys, which must open what is sealed. */
class NamedFiles {
  readonly #dir: string;
  readonly #bodies: StoredBodies;
  readonly #bundles = new Set<string>();
  #keys = new Map<string, Buffer[]>();
  #unused = new Set<string>();
  #reader: Reader | undefined;

  constructor(dir: string) {
    this.#dir = dir;
    this.#bodies = new StoredBodies(dir);
  }

  async begin(faults: Fault[]): Promise<void> {
    this.#keys = await readExchangeKeys(this.#dir).catch((error: Error) => {
      faults.push({ fault: 'file-altered', file: EXCHANGE_KEYS, detail: error.message });
      return new Map();
    });
    this.#unused = new Set(this.#keys.keys());
    this.#reader = new Reader({ dir: this.#dir, exchangeKeys: this.#keys });
  }

  finish(faults: Fault[]): void {
    for (const id of this.#unused) {
      faults.push({
        fault: 'file-altered',
        file: EXCHANGE_KEYS,
        detail: `no entry is of exchange ${id}`,
      });
    }
  }

  async take(entry: LedgerEntry, first: number, faults: Fault[]): Promise<void> {
    const { seq, type, data } = entry;
    if (type === 'intent' || type === 'refusal') {
      await this.#takeBundle(seq, (data as IntentData | RefusalData).bundle?.digest ?? '', faults);
    }
    const id = String((data as { id?: unknown }).id);
    if (!this.#keys.has(id)) return;
    this.#unused.delete(id);
    await this.#reader!.open(entry).catch((error: Error) => {
      faults.push({ fault: 'file-altered', file: EXCHANGE_KEYS, seq, detail: error.message });
    });
    for (const digest of bodiesOf(entry)) {
      const bytes = await this.#bodies.open(first, digest);
      if (!bytes) {
        faults.push({ fault: 'body-missing', seq, detail: digest });
        continue;
      }
      const hash = createHash('sha256');
      for await (const chunk of bytes) hash.update(chunk);
      if (hash.digest('hex') !== digest)
        faults.push({ fault: 'body-altered', seq, detail: digest });
    }
  }

  async #takeBundle(seq: number, digest: string, faults: Fault[]): Promise<void> {
    if (digest === '' || this.#bundles.has(digest)) return;
    this.#bundles.add(digest);
    const bytes = /^sha256:[0-9a-f]{64}$/.test(digest)
      ? await readFile(bundlePath(this.#dir, digest)).catch(() => undefined)
      : undefined;
    if (!bytes) faults.push({ fault: 'bundle-missing', seq, detail: digest });
    else if (`sha256:${createHash('sha256').update(bytes).digest('hex')}` !== digest) {
      faults.push({ fault: 'bundle-altered', seq, detail: digest });
    }
  }
}
