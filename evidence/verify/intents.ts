/**
 * Intents and outcomes across segments: each intent has one outcome, unless it is open at the end, or one of the two stood in a
 * segment that was removed.
 */
import type { Loose } from './exchanges.ts';
import type { Fault } from './faults.ts';

/** Follows what segments cannot settle alone. */
export class Intents {
  readonly #open = new Map<number, string>();
  /** Those whose outcome a segment may have had that was removed. */
  readonly #unknown = new Map<number, string>();
  /** Those that are gone and whose outcome was found. */
  readonly #closed = new Set<number>();
  readonly #isGone: (seq: number) => boolean;

  /** `isGone` says of which entries nothing is here, and that is no fault. */
  constructor(isGone: (seq: number) => boolean) {
    this.#isGone = isGone;
  }

  /** Intents that have no outcome yet. */
  get open(): number {
    return this.#open.size;
  }

  /** Takes a segment that was removed. */
  takeExpired(): void {
    for (const [seq, id] of this.#open) this.#unknown.set(seq, id);
    this.#open.clear();
  }

  /** Takes what a segment left over, in order, and then what is open at its end. */
  take(loose: readonly Loose[], open: readonly { seq: number; id: string }[]): Fault[] {
    const faults: Fault[] = [];
    for (const event of loose) {
      if (event.kind === 'start') {
        for (const seq of this.#open.keys()) faults.push({ fault: 'outcome-missing', seq });
        this.#open.clear();
      } else if (!this.#close(event)) faults.push({ fault: 'outcome-stray', seq: event.seq });
    }
    for (const { seq, id } of open) this.#open.set(seq, id);
    return faults;
  }

  /** Whether there is, or may have been, such an intent. */
  #close({ intent, id }: { intent: number; id: string }): boolean {
    for (const intents of [this.#open, this.#unknown])
      if (intents.get(intent) === id) return intents.delete(intent);
    if (!this.#isGone(intent) || this.#closed.has(intent)) return false;
    this.#closed.add(intent);
    return true;
  }
}
