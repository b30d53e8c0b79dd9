/** Erasures: what an entry says was erased is erased, and nothing else is. */
import type { Fault } from './faults.ts';
import { readIfThere } from './files.ts';
import { SLOT, readUuid } from './slots.ts';
import type { SpecialEntry } from './walk.ts';

const ID = 16;

interface Begun {
  seq: number;
  exchanges: Set<string>;
  /** An entry says that it is done. */
  done: boolean;
  /** That, or such an entry may have been removed. */
  ended: boolean;
}

/** Compares erasures with slots. */
export class Erasures {
  readonly #begun = new Map<string, Begun>();
  readonly #segments: { file: string; erased: readonly string[] }[] = [];
  /** How many of them lie before a segment that retention removed, perhaps with what says that they were erased. */
  #before = 0;

  /** Takes an entry `erasure`. */
  take({ seq, data }: SpecialEntry): void {
    const { erasure, state, exchanges } = data as {
      erasure: string;
      state: string;
      exchanges?: string[];
    };
    const known = this.#begun.get(erasure);
    if (state === 'done' && known) known.done = known.ended = true;
    if (state !== 'begun') return;
    const more = new Set([...(known?.exchanges ?? []), ...(exchanges ?? [])]);
    const seen = { seq: known?.seq ?? seq, exchanges: more };
    this.#begun.set(erasure, { ...seen, done: false, ended: false });
  }

  /** Takes what is erased in a segment's `N.keys`. */
  takeSlots(file: string, erased: readonly string[]): void {
    this.#segments.push({ file, erased });
  }

  /** Retention removed a segment: entries of erasures that had begun may have been there. */
  takeRemoved(): void {
    this.#before = this.#segments.length;
    for (const erasure of this.#begun.values()) erasure.ended = true;
  }

  /** Exchanges that were erased. */
  get count(): number {
    return new Set(this.#segments.flatMap(({ erased }) => erased)).size;
  }

  /** All entries have been taken; the slots of what was erased are looked for once more in `dir`. */
  end(dir: string): Fault[] {
    const faults: Fault[] = [];
    const named = new Set<string>();
    const done = new Set<string>();
    for (const { seq, exchanges, done: isDone, ended } of this.#begun.values()) {
      for (const id of exchanges) {
        named.add(id);
        if (isDone) done.add(id);
      }
      if (!ended) faults.push({ fault: 'erasure-open', seq });
    }
    for (const { file, erased } of this.#segments.slice(this.#before))
      for (const id of erased)
        if (!named.has(id)) faults.push({ fault: 'slot-erased', file, detail: id });
    if (done.size > 0)
      for (const { file } of this.#segments) faults.push(...findKept(dir, file, done));
    return faults;
  }
}

/** The slots of exchanges that were erased and that still hold a key. */
function findKept(dir: string, file: string, done: ReadonlySet<string>): Fault[] {
  const faults: Fault[] = [];
  const keys = readIfThere(dir, file) ?? Buffer.alloc(0);
  const wanted = new Set([...done].map((id) => id.replaceAll('-', '')));
  for (let at = 0; at + SLOT <= keys.length; at += SLOT) {
    if (!wanted.has(keys.toString('hex', at, at + ID))) continue;
    if (keys.subarray(at + ID, at + SLOT).some((byte) => byte !== 0))
      faults.push({ fault: 'slot-not-erased', file, detail: readUuid(keys, at) });
  }
  return faults;
}
