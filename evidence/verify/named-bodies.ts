/** The bodies that entries name. */

const OBJECT = Buffer.from('"object":"');
const DIGEST = 64;
const DIGEST_FORM = /^[0-9a-f]{64}$/;

/** Looks for the names of bodies in entries that follow one another in a buffer. */
export class NamedBodies {
  /** By digest in hex the first entry that names it. */
  readonly found = new Map<string, number>();
  #begin = Infinity;
  /** Where the next name stands, -1 where there is none any more. */
  #next = -1;

  /** Takes the data of an entry. The buffer may hold others now where `begin` is not behind that of the entry before. */
  take(seq: number, buffer: Buffer, begin: number, end: number): void {
    if (begin <= this.#begin) this.#next = 0;
    this.#begin = begin;
    // One search for many entries: most name none.
    while (this.#next >= 0) {
      // A quote within a text is escaped, so these bytes are always the member itself.
      if (this.#next < begin) this.#next = buffer.indexOf(OBJECT, begin);
      if (this.#next < 0 || this.#next >= end) return;
      const from = this.#next + OBJECT.length;
      const digest = buffer.toString('latin1', from, from + DIGEST);
      if (DIGEST_FORM.test(digest) && !this.found.has(digest)) this.found.set(digest, seq);
      this.#next = buffer.indexOf(OBJECT, from);
    }
  }
}
