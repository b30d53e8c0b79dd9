/** Erasures: what an entry says was erased is erased, and nothing else is. */
import { ID_BYTES, SLOT_BYTES, slotId } from '../../gateway/ledger/seal/wrap.ts';
import type { Fault } from './faults.ts';
import { readIfThere } from './files.ts';
import type { SpecialEntry } from './special.ts';

/** Compares erasures with slots. */
export class Erasures {
  readonly #begun = new Map<string, { seq: number; exchanges: Set<string>; done: boolean }>();
  /** Those whose end a segment may have had that was removed. */
  readonly #unknown = new Set<string>();
  readonly #segments: { file: string; erased: readonly string[] }[] = [];

  /** Takes an entry `erasure`. */
  take({ seq, data }: SpecialEntry): void {
    const { erasure, state, exchanges } = data as {
      erasure: string;
      state: string;
      exchanges?: string[];
    };
    const known = this.#begun.get(erasure);
    if (state === 'done' && known) known.done = true;
    if (state !== 'begun') return;
    const more = new Set([...(known?.exchanges ?? []), ...(exchanges ?? [])]);
    this.#begun.set(erasure, { seq: known?.seq ?? seq, exchanges: more, done: false });
  }

  /** Takes a segment that was removed. */
  takeExpired(): void {
    for (const [erasure, { done }] of this.#begun) if (!done) this.#unknown.add(erasure);
  }

  /** Takes what is erased in a segment's `N.keys`. */
  takeSlots(file: string, erased: readonly string[]): void {
    this.#segments.push({ file, erased });
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
    for (const [erasure, { seq, exchanges, done: isDone }] of this.#begun) {
      for (const id of exchanges) {
        named.add(id);
        if (isDone || this.#unknown.has(erasure)) done.add(id);
      }
      if (!isDone && !this.#unknown.has(erasure)) faults.push({ fault: 'erasure-open', seq });
    }
    for (const { file, erased } of this.#segments)
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
  for (let at = 0; at + SLOT_BYTES <= keys.length; at += SLOT_BYTES) {
    if (!wanted.has(keys.toString('hex', at, at + ID_BYTES))) continue;
    if (keys.subarray(at + ID_BYTES, at + SLOT_BYTES).some((byte) => byte !== 0))
      faults.push({ fault: 'slot-not-erased', file, detail: slotId(keys.subarray(at)) });
  }
  return faults;
}
