/** What can be wrong with a ledger, and how it is said. */

/** The closed list of faults. */
export type FaultCode =
  // Entries.
  | 'altered'
  | 'altered-or-next'
  | 'unreadable'
  | 'missing'
  | 'repeated'
  | 'reordered'
  | 'out-of-time'
  | 'wrong-segment'
  | 'not-an-entry'
  // Checkpoints, keys and tiles.
  | 'checkpoint-unreadable'
  | 'checkpoint-unsigned'
  | 'checkpoint-wrong-root'
  | 'checkpoint-beyond'
  | 'checkpoint-order'
  | 'checkpoint-missing'
  | 'cosignature-bad'
  | 'cosignature-missing'
  | 'key-unknown'
  | 'tile-altered'
  | 'tile-missing'
  // Archives.
  | 'file-altered'
  | 'file-missing'
  | 'file-unknown'
  | 'bundle-altered'
  | 'bundle-missing'
  // A history that somebody else remembers.
  | 'cut'
  | 'rewritten'
  // What the entries say together.
  | 'outcome-missing'
  | 'outcome-stray'
  | 'intent-repeated'
  | 'slot-missing'
  | 'slot-erased'
  | 'slot-not-erased'
  | 'keys-damaged'
  | 'body-missing'
  | 'body-altered'
  | 'body-unknown'
  | 'bodies-damaged'
  | 'expired-altered'
  | 'expired-unsaid'
  | 'erasure-open'
  | 'certificate-bad'
  | 'certificate-missing'
  | 'too-many-faults';

/** A fault and its place. */
export interface Fault {
  fault: FaultCode;
  /** File below the ledger's directory. */
  file?: string;
  /** Line of that file, from 1. */
  line?: number;
  /** Entry. */
  seq?: number;
  /** Last entry, where there are several from `seq` on. */
  to?: number;
  /** What else is known. */
  detail?: string;
}

/** The most faults that are told one by one. */
export const MAX_FAULTS = 1000;

const SENTENCES: Record<FaultCode, string> = {
  altered: 'is not what was written',
  'altered-or-next': 'or the one behind it is not what was written',
  unreadable: 'is not what was written: it is no entry any more',
  missing: 'is missing',
  repeated: 'stands there once more',
  reordered: 'stands in the wrong place',
  'out-of-time': 'is out of time',
  'wrong-segment': 'stands in a segment of other entries',
  'not-an-entry': 'was put in: it is no entry',
  'checkpoint-unreadable': 'is not a checkpoint',
  'checkpoint-unsigned': 'is not signed by the key that signs there',
  'checkpoint-wrong-root': 'is not of these entries',
  'checkpoint-beyond': 'covers entries that are not there',
  'checkpoint-order': 'goes back',
  'checkpoint-missing': 'is missing',
  'cosignature-bad': 'has a cosignature that does not verify',
  'cosignature-missing': 'no checkpoint has a cosignature of this witness',
  'key-unknown': 'names a key that nobody vouches for',
  'tile-altered': 'does not hold the hashes of the entries',
  'tile-missing': 'is missing',
  'file-altered': 'is not what was written',
  'file-missing': 'is missing',
  'file-unknown': 'was put in: the archive does not name it',
  'bundle-altered': 'names a policy bundle that was altered',
  'bundle-missing': 'names a policy bundle that is not there',
  cut: 'the ledger was cut',
  rewritten: 'the ledger was rewritten',
  'outcome-missing': 'has no outcome',
  'outcome-stray': 'is an outcome without an intent',
  'intent-repeated': 'is an intent of an exchange that has one',
  'slot-missing': 'has no key: what is sealed can be read by nobody',
  'slot-erased': 'its key was erased, and no erasure says so',
  'slot-not-erased': 'its key is there although an erasure says that it was erased',
  'keys-damaged': 'does not hold the slots of the entries',
  'body-missing': 'names a body that is not there',
  'body-altered': 'is a body that was altered',
  'body-unknown': 'has a body that no entry names, or has it twice',
  'bodies-damaged': 'is not whole bodies',
  'expired-altered': 'does not say what was removed',
  'expired-unsaid': 'was removed, and no entry says so',
  'certificate-bad': 'is not a certificate of this ledger',
  'certificate-missing': 'is missing, although this erasure is done',
  'erasure-open': 'is an erasure that was never finished',
  'too-many-faults': 'the check ended here: there are too many faults',
};

/** A fault as a sentence. */
export function describeFault({ fault, file, line, seq, to, detail }: Fault): string {
  const range = to === undefined || to === seq ? `entry ${seq}` : `entries ${seq} to ${to}`;
  const place = [
    ...(file === undefined ? [] : [line === undefined ? file : `${file} line ${line}`]),
    ...(seq === undefined ? [] : [range]),
  ].join(', ');
  return `${place === '' ? '' : `${place}: `}${SENTENCES[fault]}${detail === undefined ? '' : ` (${detail})`}`;
}
