/** Checks a ledger as an auditor does: every byte of it, without a gateway. */
import { Ajv, type ValidateFunction } from 'ajv';
import decisionSchema from '../../schemas/decision.json' with { type: 'json' };
import inputSchema from '../../schemas/input.json' with { type: 'json' };
import entrySchema from '../../schemas/ledger-entry.json' with { type: 'json' };
import type { LedgerEntry } from '../types.ts';
import { EMPTY, entryId, hashLine, parseLine, type Head } from './entry.ts';
import { listSegments, readLines, type Line, type Segment } from './segments.ts';

/** What can be wrong with a ledger. */
export type FaultCode =
  /** The first entry of a file is not the one that its name says, or a file is missing. */
  | 'wrong-file'
  /** The line has no line feed: in the last file it was cut short by a crash. */
  | 'unended-line'
  | 'not-json'
  /** Not of the shape in `schemas/ledger-entry.json`. */
  | 'not-an-entry'
  /** Entries are missing, or stand here that do not belong here. */
  | 'wrong-seq'
  /** The line before is not the one that stood here when this one was written, or this one was changed. */
  | 'broken-chain'
  /** The id of an intent that is still open. */
  | 'repeated-intent'
  /** An outcome without an intent, or a second one. */
  | 'stray-outcome'
  /** An intent that has no outcome although a gateway has started since. */
  | 'missing-outcome'
  /** The check ended here because of the number of faults. */
  | 'too-many-faults';

/** A fault and its place; `line` counts from 1, `seq` is the number that the place should have. */
export interface Fault {
  file: string;
  line: number;
  seq: number;
  fault: FaultCode;
}

/** What was found. */
export interface Verification {
  entries: number;
  segments: number;
  /** The last entry: whoever noted it earlier can tell whether the ledger was cut or rewritten. */
  head: Head;
  /** Intents without outcome since the last start: in flight, or to be closed at the next start. */
  open: number;
  /** Empty for a ledger that is as it was written. */
  faults: Fault[];
}

const MAX_FAULTS = 1000;
const isEntry = compileSchema();

/**
 * Reads the whole ledger of a directory. It can run beside a gateway; what is on its way to the
 * disk then may show as an `unended-line`. Rejects with the system's error where a file cannot be read.
 */
export async function verifyLedger(dir: string): Promise<Verification> {
  const found: Verification = { entries: 0, segments: 0, head: EMPTY, open: 0, faults: [] };
  const open = new Map<string, Omit<Fault, 'fault'>>();
  for (const segment of await listSegments(dir)) {
    found.segments += 1;
    const seq = found.head.seq + 1;
    if (segment.first !== seq) report(found, place(segment, 1, seq), 'wrong-file');
    for await (const line of readLines(segment)) {
      checkLine(found, open, segment, line);
      if (found.faults.length >= MAX_FAULTS) {
        report(found, place(segment, line.number, found.head.seq), 'too-many-faults');
        return found;
      }
    }
  }
  found.open = open.size;
  return found;
}

function checkLine(
  found: Verification,
  open: Map<string, Omit<Fault, 'fault'>>,
  segment: Segment,
  line: Line,
): void {
  const before = found.head;
  const here = place(segment, line.number, before.seq + 1);
  found.head = { seq: before.seq + 1, hash: hashLine(line.bytes) };
  if (!line.ended) report(found, here, 'unended-line');
  const entry = parseLine(line.bytes);
  if (entry === undefined) return report(found, here, 'not-json');
  if (!isEntry(entry)) return report(found, here, 'not-an-entry');
  found.entries += 1;
  const { seq, prev } = entry as LedgerEntry;
  if (seq !== here.seq) report(found, here, 'wrong-seq');
  if (prev !== before.hash) report(found, here, 'broken-chain');
  // The next line is measured by this one, so that one missing line is one fault.
  found.head.seq = seq;
  followIntents(found, open, here, entry as LedgerEntry);
}

function followIntents(
  found: Verification,
  open: Map<string, Omit<Fault, 'fault'>>,
  here: Omit<Fault, 'fault'>,
  entry: LedgerEntry,
): void {
  const id = entryId(entry) ?? '';
  if (entry.type === 'start') {
    for (const intent of open.values()) report(found, intent, 'missing-outcome');
    open.clear();
  } else if (entry.type === 'intent') {
    if (open.has(id)) report(found, here, 'repeated-intent');
    open.set(id, here);
  } else if (entry.type === 'outcome' && !open.delete(id)) report(found, here, 'stray-outcome');
}

function place(segment: Segment, line: number, seq: number): Omit<Fault, 'fault'> {
  return { file: segment.file, line, seq };
}

function report(found: Verification, place: Omit<Fault, 'fault'>, fault: FaultCode): void {
  found.faults.push({ ...place, fault });
}

function compileSchema(): ValidateFunction {
  const ajv = new Ajv({ schemas: [decisionSchema, inputSchema] });
  ajv.addKeyword('tsType');
  return ajv.compile(entrySchema);
}
