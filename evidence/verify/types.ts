/** What verifying a ledger takes and finds. */
import type { FoundCheckpoint } from './checkpoint-lines.ts';
import type { Fault } from './faults.ts';

/** What is verified, and with what. */
export interface VerifyOptions {
  /** The ledger's directory. */
  dir: string;
  /** Keys that sign its checkpoints, as vkeys; later ones are named by entries. */
  keys: readonly string[];
  /** Keys of witnesses, as vkeys: each must have cosigned. */
  witnesses?: readonly string[];
  /** Checkpoints that somebody kept: signed notes, each with a name for messages. */
  checkpoints?: readonly { name: string; note: string }[];
  /** Whether recorded bodies are read; they are unless this is false. */
  bodies?: boolean;
  /** Whether it is a part of a ledger: what is before its first entry is taken from the tiles. */
  partial?: boolean;
  /** Called as the work goes on, in bytes. */
  progress?: (done: number, total: number) => void;
}

/** A checkpoint that is no line of `N.checkpoints`: the ledger's own file, one in a certificate, or one that somebody kept. */
export interface Kept {
  name: string;
  of: 'own' | 'certificate' | 'kept';
  faults: Fault[];
  /** Absent where it cannot be read, which is among the faults. */
  checkpoint?: FoundCheckpoint;
}

/** How far a witness has seen the ledger. */
export interface WitnessedSize {
  name: string;
  size: number;
  /** Seconds since 1970. */
  time: number;
}

/** What was found. */
export interface Verification {
  /** Numbers of the first entry and of the one behind the last. */
  first: number;
  end: number;
  segments: number;
  /** Segments that retention removed. */
  expired: { first: number; last: number }[];
  /** Times of the first and last entry. */
  from: string;
  to: string;
  checkpoints: number;
  /** The newest good checkpoint. */
  newest?: { size: number };
  witnesses: WitnessedSize[];
  /** Entries behind the newest good checkpoint, which are not proved yet, and the time of the first of them. */
  behind: number;
  since?: string;
  /** Bytes of a last line that is not whole. */
  torn: number;
  /** Intents without outcome, which are in flight. */
  open: number;
  /** Exchanges whose keys were erased. */
  erased: number;
  /** Erasures that are done, and whose certificate a gateway is still to write. */
  certificatesToCome: number;
  faults: Fault[];
}
