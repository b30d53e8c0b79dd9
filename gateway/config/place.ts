import type { Faults, Path } from './faults.ts';

/**
 * What is left of a checked value of type `T`: everything with a fault is taken out, so anything
 * may be missing. The rest is as the schema says, defaults filled in.
 */
export type Pruned<T> = T extends (infer U)[]
  ? (Pruned<U> | undefined)[]
  : T extends object
    ? { [K in keyof T]?: Pruned<T[K]> | undefined }
    : T;

/** A position in the configuration file at which faults can be told. */
export class Place {
  readonly #faults: Faults;
  readonly #path: Path;

  constructor(faults: Faults, path: Path = []) {
    this.#faults = faults;
    this.#path = path;
  }

  /** The place of a member or a list item. */
  at(...segments: Path): Place {
    return new Place(this.#faults, [...this.#path, ...segments]);
  }

  /** Adds the fault `<path> <sentence>`. */
  fault(sentence: string): void {
    this.#faults.add(this.#path, sentence);
  }

  /**
   * The value, or `standIn` where it was taken out for a fault. There is always a fault then, so
   * a configuration with a stand-in in it is never used.
   */
  need<T>(value: T | undefined, standIn: T): T {
    if (value !== undefined) return value;
    if (!this.#faults.covers(this.#path)) this.fault('is missing');
    return standIn;
  }
}
