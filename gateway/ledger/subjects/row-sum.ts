/** A sum over the rows of the subject index, under its key: a row that is changed, missing or put in shows. */
import { createHmac } from 'node:crypto';

const BYTES = 32;

/** What stands in a row. */
type Column = string | number | Uint8Array;

/** Adds rows up, each of which is there once: that one was added and that it was taken away are the same step. */
export class RowSum {
  readonly #key: Buffer;
  readonly #sum: Buffer;

  /** Goes on from `sum`. */
  constructor(key: Buffer, sum: Uint8Array = Buffer.alloc(BYTES)) {
    this.#key = key;
    this.#sum = Buffer.from(sum);
  }

  get bytes(): Buffer {
    return this.#sum;
  }

  /** Adds a row of a table, or takes it away. */
  turn(table: string, row: readonly Column[]): void {
    // No pseudonym is of a text that begins so: no type of a subject is empty.
    const hmac = createHmac('sha256', this.#key).update(`\0${table}\0`);
    for (const column of row) {
      const bytes = Buffer.from(typeof column === 'number' ? String(column) : column);
      hmac.update(`${bytes.length} `).update(bytes);
    }
    const digest = hmac.digest();
    for (let at = 0; at < BYTES; at += 1) this.#sum[at]! ^= digest[at]!;
  }
}
