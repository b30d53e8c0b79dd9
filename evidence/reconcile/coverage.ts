/** Of which time a record has all requests. */
import { SetupError } from '../../gateway/errors.ts';
import type { LedgerEntry } from '../../gateway/types.ts';
import type { ArchiveManifest } from '../archive/manifest.ts';
import type { LoggedRequest } from './types.ts';

/** Milliseconds since the epoch, both included. */
export interface Span {
  from: number;
  to: number;
}

/** What a ledger was not cut down to. */
export const ALL_TIME: Span = { from: -Infinity, to: Infinity };

/** The time that an archive was cut out for; of a ledger's directory all. Throws SetupError where it has not everybody's requests. */
export function coverageOf(manifest: ArchiveManifest | undefined): Span {
  if (!manifest) return ALL_TIME;
  const { time, from, to = time, subject, session } = manifest;
  if (subject || session !== undefined) {
    const what = subject ? 'data subject' : 'session';
    throw new SetupError([
      `the archive is of one ${what}, and a log has the requests of all: export a time, by --from and --to alone`,
    ]);
  }
  return {
    from: from === undefined ? -Infinity : Date.parse(from),
    to: Math.min(Date.parse(to), Date.parse(time)),
  };
}

/** Where entries are missing within that time: retention removed them. */
export class Holes {
  readonly #span: Span;
  readonly #found: Span[] = [];
  /** Of the entry before. */
  #before = { seq: -1, time: -Infinity };

  constructor(span: Span) {
    this.#span = span;
  }

  /** Takes the next entry that there is. */
  take({ seq, time: text }: Pick<LedgerEntry, 'seq' | 'time'>): void {
    const time = Date.parse(text);
    const { seq: last, time: from } = this.#before;
    // Those at the edge are what an archive was not asked for.
    const isCut = from < this.#span.from || time > this.#span.to;
    if (seq !== last + 1 && !isCut) this.#found.push({ from, to: time });
    this.#before = { seq, time };
  }

  /** Whether a request of the log, give or take what the clocks differ, was while the record has all. */
  isCovered({ time, precision }: LoggedRequest, window: number): boolean {
    const [first, last] = [time - window, time + precision - 1 + window];
    const { from, to } = this.#span;
    return (
      first >= from &&
      last <= to &&
      !this.#found.some((hole) => first < hole.to && last > hole.from)
    );
  }
}
