/** Segments that retention removed: an entry says of each that it was, and its hashes are still those. */
import type { Expired } from './expired.ts';
import type { Fault } from './faults.ts';
import type { SpecialEntry } from './special.ts';

/** Holds what was removed against the `expiry` entries. */
export class Expiries {
  /** With the tiles that have other hashes than its file says. */
  readonly #removed: (Expired & { tiles: readonly string[] })[] = [];
  /** By what an entry says of a segment, the entries that say it. */
  readonly #said = new Map<string, Set<number>>();

  /** The first and the last entry of each. */
  get ranges(): { first: number; last: number }[] {
    return this.#removed.map(({ first, last }) => ({ first, last }));
  }

  /** Takes a segment that was removed. */
  takeRemoved(expired: Expired, tiles: readonly string[]): void {
    this.#removed.push({ ...expired, tiles });
  }

  /** Takes an entry `expiry`. */
  take({ seq, data }: SpecialEntry): void {
    const { segments = [] } = data as { segments?: Omit<Expired, 'expiry'>[] };
    for (const segment of segments) {
      const name = nameOf(segment);
      this.#said.set(name, (this.#said.get(name) ?? new Set()).add(seq));
    }
  }

  /** Whether an entry stood in one of those that were taken. */
  isRemoved(seq: number): boolean {
    return this.#removed.some(({ first, last }) => first <= seq && seq <= last);
  }

  /** All were taken. */
  check(): Fault[] {
    const faults: Fault[] = [];
    for (const { tiles, ...expired } of this.#removed) {
      const { first, last, expiry } = expired;
      const [tile, ...others] = tiles;
      const file = `${String(first).padStart(12, '0')}.expired.json`;
      // The entry that said so first may have been removed in its turn: another said so again before.
      const by = this.#said.get(nameOf(expired));
      if (!by || (!by.has(expiry) && !this.isRemoved(expiry)))
        faults.push({ fault: 'expired-unsaid', file, seq: first, to: last });
      else if (tile !== undefined) {
        const rest = others.length > 0 && { detail: `or one up to ${others.at(-1)}` };
        faults.push({ fault: 'tile-altered', file: tile, ...rest });
      }
    }
    return faults;
  }
}

function nameOf({ first, last, root }: Omit<Expired, 'expiry'>): string {
  return `${first} ${last} ${root}`;
}
