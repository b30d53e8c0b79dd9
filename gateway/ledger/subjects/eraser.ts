/** Erases what the ledger holds of a data subject, so that everything else still verifies. */
import { randomUUIDv7 } from 'node:crypto';
import { Refusal } from '../../errors.ts';
import { InTurn } from '../../in-turn.ts';
import type { ErasureBegun, HoldData, LedgerEntry } from '../../types.ts';
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
import type { Indexer } from './indexer.ts';
import type { Sighted, Subject, SubjectIndex } from './subject-index.ts';
import { forgetUnfinished, listUnfinished, noteUnfinished, type Unfinished } from './unfinished.ts';

/** Ids in one entry, which has at most 65,535 bytes. */
const IDS_PER_ENTRY = 1500;

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

  constructor(options: EraserOptions) {
    this.#options = options;
    this.#slots = new Slots(options.dir);
  }

  /**
   * Erases. Throws a Refusal `legal-hold` where a hold covers any of it, and then nothing is erased. Where it fails
   * later it is finished at the next start, or by `finishLeft`.
   */
  erase(request: ErasureRequest): Promise<Erased> {
    return this.#inTurn.run(() => this.#erase(request));
  }

  /** Finishes what a crash left; gives the erasures that were finished. */
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

  async #erase({ subject, reference, by, nonce }: ErasureRequest): Promise<Erased> {
    const { dir, ledger, index, indexer } = this.#options;
    // An exchange that is not found is not erased.
    await indexer.reachSound();
    const sighted = index.find(subject);
    const exchanges = index.withAsked(sighted.map(({ exchange }) => exchange));
    const erasure = randomUUIDv7();
    const commitment = commitTo(subject, nonce);
    const unfinished = { erasure, reference, commitment, from: ledger.head().size };
    const begun = { erasure, state: 'begun' as const, reference, by, commitment };
    await ledger.withHolds(async (holds) => {
      refuseHeld(sighted, holds);
      await noteUnfinished(dir, unfinished);
      for (const ids of chunks(exchanges))
        await ledger.append('erasure', { ...begun, exchanges: ids });
    });
    return this.#complete(unfinished, exchanges);
  }

  async #finish(left: Unfinished): Promise<Erased | undefined> {
    const { dir, reader, ledger } = this.#options;
    const exchanges: string[] = [];
    let begun = false;
    let done: LedgerEntry | undefined;
    for await (const { entry } of reader.entries({ from: left.from, to: ledger.head().size - 1 })) {
      const data = entry.data as Partial<ErasureBegun> | undefined;
      if (entry.type !== 'erasure' || data?.erasure !== left.erasure) continue;
      if (data.state === 'begun') {
        begun = true;
        exchanges.push(...data.exchanges!);
      } else {
        done = entry;
      }
    }
    if (begun) return this.#complete(left, exchanges, done?.seq);
    await forgetUnfinished(dir, left.erasure);
    return undefined;
  }

  async #complete(
    { erasure, reference, commitment }: Unfinished,
    exchanges: readonly string[],
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

/** A hold keeps evidence whatever anybody asks (Article 17(3)(b) and (e) GDPR). */
function refuseHeld(sighted: readonly Sighted[], holds: readonly HoldData[]): void {
  for (const hold of holds) {
    const held = sighted.filter((each) => covers(hold, each)).length;
    if (held === 0) continue;
    throw new Refusal(
      'legal-hold',
      `The legal hold ${hold.hold} keeps ${held} of the records: nothing was erased. Release it first.`,
    );
  }
}

function covers({ connection, from, to }: HoldData, sighted: Sighted): boolean {
  if (connection !== undefined && sighted.connection !== '' && connection !== sighted.connection) {
    return false;
  }
  const time = Date.parse(sighted.time);
  if (from !== undefined && time < Date.parse(from)) return false;
  return to === undefined || time <= Date.parse(to);
}

function* chunks(ids: readonly string[]): Generator<string[]> {
  for (let at = 0; at === 0 || at < ids.length; at += IDS_PER_ENTRY) {
    yield ids.slice(at, at + IDS_PER_ENTRY);
  }
}

async function readOne(reader: Reader, seq: number): Promise<{ entry: LedgerEntry; line: Buffer }> {
  for await (const read of reader.entries({ from: seq, to: seq })) return read;
  throw new Error(`entry ${seq} is not in the ledger`);
}
