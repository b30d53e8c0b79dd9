/** The envelope of an entry: its first members, which stand in one order and one spelling. */
import { MAX_ENTRY } from './wasm/layout.ts';

/** What stands around `data`. */
export interface Envelope {
  seq: number;
  /** Leaf hash of the entry before, in hex. */
  prev: string;
  /** RFC 3339, UTC, milliseconds. */
  time: string;
  type: string;
  /** Where `data` begins, in bytes from the beginning of the entry. */
  data: number;
}

/** The longest that an envelope can be, in bytes. */
export const MAX_ENVELOPE = 192;

const FORM =
  /^\{"v":2,"seq":(0|[1-9]\d{0,15}),"prev":"([0-9a-f]{64})","time":"([^"]{24})","type":"([a-z-]{1,16})","data":(?=[{])/;
const TIME =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/** Reads an entry's envelope; undefined where it has not its form. `data` is not looked into. */
export function readEnvelope(entry: Buffer): Envelope | undefined {
  if (entry.length > MAX_ENTRY || entry.at(-1) !== 0x7d) return undefined;
  const found = FORM.exec(entry.toString('latin1', 0, MAX_ENVELOPE));
  if (!found) return undefined;
  const [head, seq, prev, time, type] = found as unknown as [
    string,
    string,
    string,
    string,
    string,
  ];
  if (!isTime(time) || !Number.isSafeInteger(Number(seq))) return undefined;
  return { seq: Number(seq), prev, time, type, data: head.length };
}

/** Whether a text is a time in the ledger's form. Such texts sort as the times do. */
export function isTime(time: string): boolean {
  return TIME.test(time);
}
