/** Evaluates recorded decisions anew: the work of one worker. */
import type { Policy } from '../../gateway/decision/policy.ts';
import { compareDecisions, fingerprint } from './compare.ts';
import { addChanges } from './groups.ts';
import { parseJson } from '../../gateway/ledger/read/parse-json.ts';
import { readLedgerEntry } from './read-ledger.ts';
import { readOpaEntry } from './read-opa-log.ts';
import { addBroken, addNotReproduced, emptyTally, type Tally } from './tally.ts';
import type { Batch, Example, LogKind, Recorded, Skipped } from './types.ts';

/** What does not change from batch to batch. */
export interface Evaluation {
  kind: LogKind;
  candidate: Policy;
  baseline?: Policy;
  /** Milliseconds since the epoch; earlier records are left out. */
  since?: number;
}

/** Takes batches, one after the other, and counts. */
export class Evaluator {
  readonly tally: Tally = emptyTally();
  readonly #evaluation: Evaluation;

  constructor(evaluation: Evaluation) {
    this.#evaluation = evaluation;
  }

  /** Reads and evaluates every line of the batch. */
  take(batch: Batch): void {
    const bytes = Buffer.from(batch.bytes.buffer, batch.bytes.byteOffset, batch.bytes.length);
    let begin = 0;
    batch.ends.forEach((end, index) => {
      const line = bytes.subarray(begin, end);
      begin = end;
      if (!isBlank(line)) this.#takeLine(line, batch, batch.first + index);
    });
  }

  #takeLine(line: Buffer, batch: Batch, number: number): void {
    const { counts } = this.tally;
    counts.read += 1;
    const record = this.#read(line);
    if (!('skip' in record)) {
      this.#compare(record, [batch.file, number]);
    } else if (record.skip === 'broken') {
      addBroken(this.tally, { file: batch.file, line: number, why: record.why });
    } else {
      counts[record.skip === 'not-comparable' ? 'not_comparable' : record.skip] += 1;
    }
  }

  #read(line: Buffer): Recorded | Skipped {
    const { kind, since } = this.#evaluation;
    const value = parseJson(line);
    if (value === undefined) return { skip: 'broken', why: 'it is not JSON in UTF-8' };
    return kind === 'ledger' ? readLedgerEntry(value, since) : readOpaEntry(value, since);
  }

  #compare(recorded: Recorded, place: [number, number]): void {
    const { candidate, baseline } = this.#evaluation;
    const { tally } = this;
    const example = exampleOf(recorded);
    this.#count(recorded);
    if (baseline !== undefined) {
      const again = fingerprint(baseline.decide(recorded.input).decision);
      if (again === fingerprint(recorded.decision)) tally.reproduced += 1;
      else addNotReproduced(tally, example, place);
    }
    const decided = candidate.decide(recorded.input);
    const changes = compareDecisions(recorded.decision, decided);
    if (changes.length === 0) {
      tally.counts.unchanged += 1;
      if (decided.fault !== undefined) tally.counts.still_failing += 1;
      return;
    }
    tally.counts.changed += 1;
    addChanges(tally.groups, recorded, changes, decided.decision.reasons, example, place);
  }

  #count(recorded: Recorded): void {
    const { tally } = this;
    const time = Date.parse(recorded.time);
    tally.counts.compared += 1;
    if (recorded.incomplete) tally.counts.incomplete += 1;
    if (time < tally.from) tally.from = time;
    if (time > tally.to) tally.to = time;
  }
}

function exampleOf({ id, time, method, target, incomplete }: Recorded): Example {
  return { id, time, method, target, incomplete };
}

function isBlank(line: Buffer): boolean {
  // Most lines begin with what is not blank.
  return line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === 0x0a);
}
