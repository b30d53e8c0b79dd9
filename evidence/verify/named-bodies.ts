/** The bodies that entries name. */
import { standsAt } from './stands-at.ts';

/**
 * Seven bytes of the name: these Node looks for with memchr(3), more in a way that takes twice as long. Whether they are the
 * member's is looked at then.
 */
const SOUGHT = Buffer.from('object"');
const OBJECT = Uint8Array.from(Buffer.from('"object":"'));
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
    // One search for many entries: most name none.
    const passed = this.#next >= 0 && this.#next < begin;
    if (begin <= this.#begin || passed) this.#next = findName(buffer, begin);
    this.#begin = begin;
    while (this.#next >= 0 && this.#next < end) {
      const from = this.#next + OBJECT.length;
      const digest = buffer.toString('latin1', from, from + DIGEST);
      if (DIGEST_FORM.test(digest) && !this.found.has(digest)) this.found.set(digest, seq);
      this.#next = findName(buffer, from);
    }
  }
}

/** Where the next member of that name stands; -1 where there is none. A quote within a text is escaped, so it is always the member. */
function findName(buffer: Buffer, from: number): number {
  for (let at = buffer.indexOf(SOUGHT, from + 1); at >= 0; at = buffer.indexOf(SOUGHT, at + 1))
    if (standsAt(OBJECT, buffer, at - 1)) return at - 1;
  return -1;
}
