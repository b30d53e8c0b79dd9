/** Erasures: what an entry says was erased is erased, and nothing else is. */
import type { Fault } from './faults.ts';
import type { SpecialEntry } from './walk.ts';

/** Compares erasures with slots. */
export class Erasures {
  readonly #begun = new Map<string, { seq: number; exchanges: Set<string>; done: boolean }>();
  readonly #slots: { file: string; keys: readonly [id: string, there: boolean][] }[] = [];

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

  /** Takes the slots of a segment. Those that nobody erased are only kept where an erasure may name them. */
  takeSlots(file: string, keys: readonly [id: string, there: boolean][]): void {
    this.#slots.push({ file, keys });
  }

  /** Exchanges that were erased. */
  get count(): number {
    return this.#slots.flatMap(({ keys }) => keys.filter(([, there]) => !there)).length;
  }

  /** All entries have been taken. */
  end(): Fault[] {
    const faults: Fault[] = [];
    const begun = new Set<string>();
    const done = new Set<string>();
    for (const { seq, exchanges, done: isDone } of this.#begun.values()) {
      for (const id of exchanges) (isDone ? done : begun).add(id);
      if (!isDone) faults.push({ fault: 'erasure-open', seq });
    }
    for (const { file, keys } of this.#slots) {
      for (const [id, there] of keys) {
        if (there && done.has(id)) faults.push({ fault: 'slot-not-erased', file, detail: id });
        if (!there && !done.has(id) && !begun.has(id))
          faults.push({ fault: 'slot-erased', file, detail: id });
      }
    }
    return faults;
  }
}
