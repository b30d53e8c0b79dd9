/** What the entries of an archive name: bodies and bundles by their digests; and the keys, each of which opens something. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { bundlePath } from '../../gateway/keep-bundle.ts';
import { EvidenceDamage } from '../../gateway/ledger/read/damage.ts';
import { Reader } from '../../gateway/ledger/read/reader.ts';
import { StoredBodies } from '../../gateway/ledger/read/stored-bodies.ts';
import type { IntentData, LedgerEntry, RefusalData } from '../../gateway/types.ts';
import { bodiesOf } from '../export/copy-bodies.ts';
import type { Fault } from '../verify/faults.ts';
import { EXCHANGE_KEYS, readExchangeKeys } from './exchange-keys.ts';

/** Takes the entries of an unpacked archive. */
export class NamedFiles {
  readonly faults: Fault[] = [];
  readonly #dir: string;
  readonly #bodies: StoredBodies;
  readonly #bundles = new Set<string>();
  #keys = new Map<string, Buffer[]>();
  /** Those that opened nothing so far. */
  #unused = new Map<Buffer, string>();
  #reader: Reader | undefined;

  constructor(dir: string) {
    this.#dir = dir;
    this.#bodies = new StoredBodies(dir);
  }

  /** Reads the keys. */
  async begin(): Promise<void> {
    this.#keys = await readExchangeKeys(this.#dir).catch((error: Error) => {
      this.faults.push({ fault: 'file-altered', file: EXCHANGE_KEYS, detail: error.message });
      return new Map();
    });
    for (const [id, keys] of this.#keys) for (const key of keys) this.#unused.set(key, id);
    this.#reader = new Reader({ dir: this.#dir, exchangeKeys: this.#keys });
  }

  /** Takes an entry of the run that begins with `first`. */
  async take(entry: LedgerEntry, first: number): Promise<void> {
    const { seq, type, data } = entry;
    if (type === 'intent' || type === 'refusal')
      await this.#takeBundle(seq, (data as IntentData | RefusalData).bundle?.digest ?? '');
    if (!this.#keys.has(String((data as { id?: unknown }).id))) return;
    const found = [];
    for (const digest of bodiesOf(entry)) found.push(await this.#takeBody(seq, first, digest));
    if (found.every(Boolean)) await this.#useKey(entry);
  }

  /** All entries were taken. */
  finish(): void {
    for (const id of new Set(this.#unused.values())) {
      const detail = `a key of exchange ${id} opens nothing`;
      this.faults.push({ fault: 'file-altered', file: EXCHANGE_KEYS, detail });
    }
  }

  /** What none opens is of a key that is not here: whoever exported could not read it. */
  async #useKey(entry: LedgerEntry): Promise<void> {
    try {
      const opened = await this.#reader!.open(entry);
      if (opened.state === 'open') this.#unused.delete(opened.key);
    } catch (error) {
      if (!(error instanceof EvidenceDamage)) throw error;
    }
  }

  /** Whether it is there. */
  async #takeBody(seq: number, first: number, digest: string): Promise<boolean> {
    const bytes = await this.#bodies.open(first, digest);
    const hash = createHash('sha256');
    for await (const chunk of bytes ?? []) hash.update(chunk);
    const isThere = hash.digest('hex') === digest;
    if (!bytes) this.faults.push({ fault: 'body-missing', seq, detail: digest });
    else if (!isThere) this.faults.push({ fault: 'body-altered', seq, detail: digest });
    return isThere;
  }

  async #takeBundle(seq: number, digest: string): Promise<void> {
    if (digest === '' || this.#bundles.has(digest)) return;
    this.#bundles.add(digest);
    const bytes = /^sha256:[0-9a-f]{64}$/.test(digest)
      ? await readFile(bundlePath(this.#dir, digest)).catch(() => undefined)
      : undefined;
    if (!bytes) this.faults.push({ fault: 'bundle-missing', seq, detail: digest });
    else if (`sha256:${createHash('sha256').update(bytes).digest('hex')}` !== digest)
      this.faults.push({ fault: 'bundle-altered', seq, detail: digest });
  }
}
