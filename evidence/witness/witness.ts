/** Decides about checkpoints: C2SP tlog-witness. */
import { InTurn } from '../../gateway/in-turn.ts';
import { NoteError } from '../../gateway/ledger/notes/errors.ts';
import type { NoteKey, NoteSigner } from '../../gateway/ledger/notes/keys.ts';
import { formatSignatureLine } from '../../gateway/ledger/notes/note.ts';
import { cosign, openNote } from '../../gateway/ledger/notes/sign.ts';
import { EMPTY_ROOT } from '../../gateway/ledger/tree/hash.ts';
import { verifyConsistency } from '../../gateway/ledger/tree/verify-proof.ts';
import { parseAddCheckpoint, type AddCheckpoint } from './request.ts';
import type { WitnessStore } from './store.ts';

/** What a request is answered with. */
export interface WitnessAnswer {
  status: 200 | 400 | 403 | 404 | 409 | 422;
  type: 'text/plain; charset=utf-8' | 'text/x.tlog.size';
  body: string;
}

/** What the operator is told. */
export type WitnessEvent =
  | { event: 'witness-cosigned'; origin: string; size: number }
  /** Signed by the log, and not the history that was cosigned before: keep `note`, it is proof. */
  | { event: 'witness-second-history'; origin: string; size: number; known: number; note: string };

/** What a witness needs. */
export interface WitnessOptions {
  signer: NoteSigner;
  /** Keys of the logs, by origin. */
  logs: ReadonlyMap<string, readonly NoteKey[]>;
  store: WitnessStore;
  report: (event: WitnessEvent) => void;
  now?: () => Date;
}

/** A witness: cosigns what continues the history that it cosigned before. */
export class Witness {
  readonly #options: WitnessOptions;
  readonly #queues = new Map<string, InTurn>();

  constructor(options: WitnessOptions) {
    this.#options = options;
    for (const origin of options.logs.keys()) this.#queues.set(origin, new InTurn());
  }

  /** Answers one `add-checkpoint`. Rejects with Node's error where the state cannot be kept; nothing is cosigned then. */
  async addCheckpoint(body: Buffer): Promise<WitnessAnswer> {
    let request: AddCheckpoint;
    try {
      request = parseAddCheckpoint(body);
    } catch (error) {
      if (error instanceof NoteError) return refuse(400, error.message);
      throw error;
    }
    const { origin, size } = request.checkpoint;
    const keys = this.#options.logs.get(origin);
    const inTurn = this.#queues.get(origin);
    if (!keys || !inTurn) return refuse(404, 'this log is not known here');
    if (!isSigned(request.note, keys)) return refuse(403, 'no signature is by a key of this log');
    if (request.old > size) return refuse(400, 'the old size is larger than the checkpoint');
    // One after the other: what is compared must still be the newest when it is replaced.
    return inTurn.run(() => this.#judge(request));
  }

  async #judge(request: AddCheckpoint): Promise<WitnessAnswer> {
    const { origin, size, root } = request.checkpoint;
    const known = this.#options.store.newest(origin);
    if (request.old !== known.size) return conflict(known.size);
    const { note } = request;
    const alarm = {
      event: 'witness-second-history' as const,
      origin,
      size,
      known: known.size,
      note,
    };
    if (size === known.size && !root.equals(known.root)) {
      this.#options.report(alarm);
      return conflict(known.size);
    }
    if (!isConsistent(known, request)) {
      this.#options.report(alarm);
      return refuse(422, 'the consistency proof does not verify');
    }
    await this.#options.store.remember(origin, { size, root });
    this.#options.report({ event: 'witness-cosigned', origin, size });
    const now = this.#options.now?.() ?? new Date();
    const time = Math.floor(now.getTime() / 1000);
    const line = formatSignatureLine(cosign(request.text, this.#options.signer, time));
    return { status: 200, type: 'text/plain; charset=utf-8', body: line };
  }
}

function isConsistent(
  known: { size: number; root: Buffer },
  { proof, checkpoint: { size, root } }: AddCheckpoint,
): boolean {
  if (size === 0 && !root.equals(EMPTY_ROOT)) return false;
  return verifyConsistency(known.size, known.root, size, root, proof);
}

function isSigned(note: string, keys: readonly NoteKey[]): boolean {
  try {
    openNote(note, keys);
    return true;
  } catch (error) {
    if (error instanceof NoteError) return false;
    throw error;
  }
}

function refuse(status: 400 | 403 | 404 | 422, reason: string): WitnessAnswer {
  return { status, type: 'text/plain; charset=utf-8', body: `${reason}\n` };
}

function conflict(size: number): WitnessAnswer {
  return { status: 409, type: 'text/x.tlog.size', body: `${size}\n` };
}
