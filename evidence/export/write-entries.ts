/** Writes the chosen entries into an archive, and what proves and opens them. */
import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundlePath } from '../../gateway/keep-bundle.ts';
import type { Reader, ReadEntry } from '../../gateway/ledger/read/reader.ts';
import { hashLeaf } from '../../gateway/ledger/tree/hash.ts';
import type { Certificate } from '../../gateway/ledger/subjects/certificate.ts';
import { UNFINISHED_SUFFIX } from '../../gateway/ledger/subjects/unfinished.ts';
import { inclusionProof } from '../../gateway/ledger/tree/proofs.ts';
import type { IntentData, RefusalData, SigningKeyData } from '../../gateway/types.ts';
import { EXCHANGE_KEYS } from '../archive/exchange-keys.ts';
import { inRuns, type Run } from './choice.ts';
import { BodyCopier } from './copy-bodies.ts';
import type { Snapshot } from './snapshot.ts';
import type { StagedFile, Staging } from './staging.ts';

/** From where to where. */
export interface EntryCopy {
  dir: string;
  reader: Reader;
  runs: readonly Run[];
  snapshot: Snapshot;
  staging: Staging;
  progress: (entry: number) => void;
}

/** Writes runs, proofs, exchange keys, bodies, bundles, certificates and keys. */
export async function writeEntries(copy: EntryCopy): Promise<void> {
  const writer = new EntryWriter(copy);
  const { reader, runs } = copy;
  const first = runs[0]?.[0] ?? 0;
  const last = runs.at(-1)?.[1] ?? -1;
  const find = inRuns(runs);
  await writer.begin();
  for await (const read of reader.entries({ from: first, to: last })) {
    const { seq } = read.entry;
    const found = find(seq);
    if (found) await writer.take(read, found.run);
    if (seq % 1000 === 0) copy.progress(seq);
  }
  await writer.end();
}

class EntryWriter {
  readonly #copy: EntryCopy;
  readonly #bodies: BodyCopier;
  readonly #keys = new Map<string, Set<string>>();
  readonly #bundles = new Set<string>();
  readonly #erasures = new Set<string>();
  readonly #vkeys: string[] = [];
  #proofs: StagedFile | undefined;
  #run: { run: Run; file: StagedFile } | undefined;

  constructor(copy: EntryCopy) {
    this.#copy = copy;
    this.#bodies = new BodyCopier(copy.dir, copy.staging);
  }

  async begin(): Promise<void> {
    this.#proofs = await this.#copy.staging.begin('proofs.ndjson');
  }

  async take(read: ReadEntry, run: Run): Promise<void> {
    const { entry, line } = read;
    if (this.#run?.run !== run) {
      await this.#endRun();
      await this.#beginRun(run);
    }
    await this.#run!.file.add(Buffer.concat([line, LF]));
    await this.#prove(read);
    const isKeyed = await this.#noteKeys(entry);
    if (isKeyed) this.#bodies.note(entry);
    this.#noteOthers(entry);
  }

  async end(): Promise<void> {
    await this.#endRun();
    await this.#proofs!.close();
    const { staging } = this.#copy;
    const keys = await staging.begin(EXCHANGE_KEYS);
    for (const [id, own] of this.#keys) {
      for (const key of own) await keys.add(`${JSON.stringify({ id, key })}\n`);
    }
    await keys.close();
    await staging.write('keys.txt', this.#vkeys.map((key) => `${key}\n`).join(''));
    await this.#copyNamed();
  }

  async #beginRun(run: Run): Promise<void> {
    const [first] = run;
    const { hashes } = this.#copy.snapshot;
    // Whoever checks the `prev` of the first needs the hash before it.
    if (first > 0) await hashes(0, first - 1);
    const name = `${String(first).padStart(12, '0')}.ndjson`;
    this.#run = { run, file: await this.#copy.staging.begin(name) };
  }

  async #endRun(): Promise<void> {
    if (!this.#run) return;
    await this.#run.file.close();
    await this.#bodies.finish(this.#run.run);
    this.#run = undefined;
  }

  async #prove({ entry, line }: ReadEntry): Promise<void> {
    const { checkpoint, hashes } = this.#copy.snapshot;
    const { seq } = entry;
    if (!(await hashes(0, seq)).equals(hashLeaf(line))) {
      throw new Error(`entry ${String(seq)} was altered: regent evidence verify says more`);
    }
    const proof = await inclusionProof(seq, checkpoint.size, hashes);
    const texts = proof.map((hash) => hash.toString('base64'));
    await this.#proofs!.add(`${JSON.stringify({ index: seq, proof: texts })}\n`);
  }

  /** Whether the entry's exchange can be read. */
  async #noteKeys(entry: ReadEntry['entry']): Promise<boolean> {
    const keys = await this.#copy.reader.exchangeKeys(entry);
    if (keys.length === 0) return false;
    const { id } = entry.data as { id: string };
    const known = this.#keys.get(id) ?? new Set();
    for (const key of keys) known.add(key.toString('base64'));
    this.#keys.set(id, known);
    return true;
  }

  #noteOthers({ type, data }: ReadEntry['entry']): void {
    if (type === 'intent' || type === 'refusal') {
      const digest = (data as IntentData | RefusalData).bundle?.digest;
      if (digest !== undefined && digest !== '') this.#bundles.add(digest);
    } else if (type === 'erasure') {
      this.#erasures.add((data as { erasure: string }).erasure);
    } else if (type === 'signing-key') {
      this.#vkeys.push((data as SigningKeyData).key);
    }
  }

  async #copyNamed(): Promise<void> {
    const { dir, staging } = this.#copy;
    for (const digest of this.#bundles) {
      const name = `bundles/${digest.replace(':', '-')}.tar.gz`;
      await copyFile(bundlePath(dir, digest), await staging.place(name));
    }
    for (const id of this.#erasures) await this.#copyCertificate(id);
  }

  /** The certificate of an erasure, or what says that it is still to come. */
  async #copyCertificate(id: string): Promise<void> {
    const { dir, snapshot, staging } = this.#copy;
    const name = `certificates/${id}.json`;
    const unfinished = `certificates/${id}${UNFINISHED_SUFFIX}`;
    // Read before the certificate, which a gateway may write meanwhile.
    const begun = await readIfThere(join(dir, unfinished));
    const bytes = await readIfThere(join(dir, name));
    // One whose entry came after the checkpoint is of more than what is exported.
    if (bytes && !isBehind(bytes, snapshot.checkpoint.size)) await staging.write(name, bytes);
    else if (begun) await staging.write(unfinished, begun);
  }
}

/** Whether a certificate is of an entry behind so many. One that cannot be read is what the archive must show. */
function isBehind(certificate: Buffer, size: number): boolean {
  try {
    return (JSON.parse(certificate.toString()) as Certificate).index >= size;
  } catch {
    return false;
  }
}

const LF = Buffer.from('\n');

async function readIfThere(path: string): Promise<Buffer | undefined> {
  return await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
