/** Erases what the ledger holds of a data subject, so that everything else still verifies. */
import { randomUUIDv7 } from 'node:crypto';
import { InTurn } from '../../in-turn.ts';
import type { Ledger } from '../contract.ts';
import type { NoteSigner } from '../notes/keys.ts';
import type { Reader } from '../read/reader.ts';
import { Slots } from '../read/slots.ts';
import {
  commitTo,
  keepCertificate,
  proveEntry,
  signCertificate,
  type Certificate,
} from './certificate.ts';
import { eraseSlots } from './erase-slots.ts';
import { findSaid, readOne } from './find-said.ts';
import type { Indexer } from './indexer.ts';
import { refuseHeld } from './refuse-held.ts';
import type { Subject, SubjectIndex } from './subject-index.ts';
import { forgetUnfinished, listUnfinished, noteUnfinished, type Unfinished } from './unfinished.ts';

/** Ids in one entry, which has at most 65,535 bytes. */
const IDS_PER_ENTRY = 1500;
/** Milliseconds after which one that failed is gone on with. */
const AGAIN = 10_000;

/** What an erasure touches. */
export interface EraserOptions {
  /** Directory of the ledger. */
  dir: string;
  ledger: Ledger;
  reader: Reader;
  index: SubjectIndex;
  indexer: Indexer;
  /** Removes what else is kept of these exchanges, such as their approvals. */
  eraseBeside: (exchanges: readonly string[]) => void;
  /** Who signs certificates: the key that signs checkpoints now. */
  signer: () => Promise<NoteSigner>;
  /** Hears of those that had failed and were finished since, and of why one is not yet. */
  finished: (erased: readonly Erased[]) => void;
  failed: (error: unknown) => void;
  /** Milliseconds after which one that failed is gone on with. */
  again?: number;
}

/** What is asked for. */
export interface ErasureRequest {
  subject: Subject;
  /** The operator's reference, such as the file number of the data subject's request; one line. */
  reference: string;
  /** Who asks for it. */
  by: string;
  /** 32 random bytes, which the data subject alone gets. */
  nonce: Buffer;
}

/** An erasure that is done. */
export interface Erased {
  erasure: string;
  count: number;
  certificate: Certificate;
  file: string;
}

/** Runs erasures, one after the other. */
export class Eraser {
  readonly #options: EraserOptions;
  readonly #slots: Slots;
  readonly #inTurn = new InTurn();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: EraserOptions) {
    this.#options = options;
    this.#slots = new Slots(options.dir);
  }

  /**
   * Erases. Throws a Refusal `legal-hold` where a hold covers any of it, and then nothing is erased. Where it fails
   * later it is finished by itself, as soon as it can be, or at the next start.
   */
  erase(request: ErasureRequest): Promise<Erased> {
    return this.#inTurn.run(() => this.#erase(request));
  }

  /** Finishes what a crash or a failure left; gives the erasures that were finished. */
  finishLeft(): Promise<Erased[]> {
    return this.#inTurn.run(async () => {
      const finished: Erased[] = [];
      for (const left of await listUnfinished(this.#options.dir)) {
        const erased = await this.#finish(left);
        if (erased) finished.push(erased);
      }
      return finished;
    });
  }

  /** Goes on with nothing more by itself; the next start does. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#inTurn.ended();
  }

  /** Sees to it that what failed is gone on with. */
  #finishSoon(): void {
    const { again = AGAIN, finished, failed } = this.#options;
    if (this.#closed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.finishLeft().then(finished, (error: unknown) => {
        failed(error);
        this.#finishSoon();
      });
    }, again).unref();
  }

  async #erase({ subject, reference, by, nonce }: ErasureRequest): Promise<Erased> {
    const { dir, ledger, index, indexer } = this.#options;
    // An exchange that is not found is not erased.
    await indexer.reachSound();
    const sighted = index.find(subject);
    const exchanges = index.withAsked(sighted.map(({ exchange }) => exchange));
    const erasure = randomUUIDv7();
    const commitment = commitTo(subject, nonce);
    const from = ledger.head().size;
    const unfinished = { erasure, reference, by, commitment, from, exchanges };
    try {
      await ledger.withHolds(async (holds) => {
        refuseHeld(sighted, holds);
        await noteUnfinished(dir, unfinished);
        await this.#begin(unfinished, exchanges);
      });
      return await this.#complete(unfinished);
    } catch (error) {
      this.#finishSoon();
      throw error;
    }
  }

  /** Says that these of its exchanges are to be erased. */
  async #begin(
    { erasure, reference, by, commitment }: Unfinished,
    exchanges: readonly string[],
  ): Promise<void> {
    const begun = { erasure, state: 'begun' as const, reference, by, commitment };
    for (const ids of chunks(exchanges))
      await this.#options.ledger.append('erasure', { ...begun, exchanges: ids });
  }

  async #finish(left: Unfinished): Promise<Erased | undefined> {
    const { dir, reader, ledger } = this.#options;
    const { named, done } = await findSaid(reader, left, ledger.head().size - 1);
    if (!named) {
      await forgetUnfinished(dir, left.erasure);
      return undefined;
    }
    // It may have been cut off between two of the entries that name them.
    const unnamed = left.exchanges.filter((id) => !named.has(id));
    if (unnamed.length > 0) await this.#begin(left, unnamed);
    return this.#complete({ ...left, exchanges: [...named, ...unnamed] }, done?.seq);
  }

  async #complete(
    { erasure, reference, commitment, exchanges }: Unfinished,
    known?: number,
  ): Promise<Erased> {
    const { dir, ledger, reader, index, eraseBeside, signer } = this.#options;
    // Not while a journal has slots, which a crash would put back.
    await ledger.settled(() => eraseSlots(dir, this.#slots, exchanges));
    index.remove(exchanges);
    eraseBeside(exchanges);
    const count = exchanges.length;
    const seq = known ?? (await ledger.append('erasure', { erasure, state: 'done', count }));
    const { entry, line } = await readOne(reader, seq);
    const { proof, checkpoint } = await proveEntry(dir, seq, () => ledger.head().checkpoint);
    const by = await signer();
    const facts = { origin: by.name, erasure, reference, count, time: entry.time, commitment };
    const certificate: Certificate = {
      v: 1,
      certificate: signCertificate(facts, by),
      entry: line.toString(),
      index: seq,
      proof,
      checkpoint,
    };
    const file = await keepCertificate(dir, erasure, certificate);
    await forgetUnfinished(dir, erasure);
    return { erasure, count, certificate, file };
  }
}

function* chunks(ids: readonly string[]): Generator<string[]> {
  for (let at = 0; at === 0 || at < ids.length; at += IDS_PER_ENTRY) {
    yield ids.slice(at, at + IDS_PER_ENTRY);
  }
}
