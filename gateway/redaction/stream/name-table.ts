/** A name and what belongs to it. */
interface Entry<T> {
  bytes: Buffer;
  value: T;
  /** Another with the same slot. */
  next: Entry<T> | undefined;
}

/**
 * Finds the names that masks ask for by their bytes, so that a body's names need not be decoded.
 * Only names of masks are ever put in: what a body brings cannot make it grow.
 */
export class NameTable<T> {
  readonly #slots: (Entry<T> | undefined)[];
  readonly #mask: number;

  constructor(names: ReadonlyMap<string, T>) {
    let size = 4;
    while (size < names.size * 4) size *= 2;
    this.#slots = Array.from<Entry<T> | undefined>({ length: size }).fill(undefined);
    this.#mask = size - 1;
    for (const [name, value] of names) {
      const bytes = Buffer.from(name);
      const slot = slotOf(bytes, 0, bytes.length) & this.#mask;
      this.#slots[slot] = { bytes, value, next: this.#slots[slot] };
    }
  }

  /** What belongs to the name that stands, without escapes, from `start` to before `end`. */
  find(bytes: Buffer, start: number, end: number): T | undefined {
    let entry = this.#slots[slotOf(bytes, start, end) & this.#mask];
    const length = end - start;
    for (; entry; entry = entry.next) {
      const name = entry.bytes;
      if (name.length !== length) continue;
      let at = 0;
      while (at < length && name[at] === bytes[start + at]) at += 1;
      if (at === length) return entry.value;
    }
    return undefined;
  }
}

/** By length and the outer bytes: names that are asked for together mostly differ in these. */
function slotOf(bytes: Buffer, start: number, end: number): number {
  const length = end - start;
  return length === 0 ? 0 : length * 7 + bytes[start]! * 31 + bytes[end - 1]! * 3;
}
