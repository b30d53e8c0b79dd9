import { Refusal } from '../../errors.ts';
import type { SeenSubject } from '../../types.ts';

/** Characters of all values together: an answer that names more people than this is not one that was meant. */
const MAX_TEXT = 1 << 20;

/** The data subjects that an exchange was found to name, each once. */
export class SeenSubjects {
  readonly #seen = new Map<string, SeenSubject>();
  readonly #maxText: number;
  #text = 0;

  constructor(maxText = MAX_TEXT) {
    this.#maxText = maxText;
  }

  /** All of them so far. */
  get all(): SeenSubject[] {
    return [...this.#seen.values()];
  }

  /** Adds a subject. Throws a Refusal `unmaskable-response` past the limit. */
  add(subject: SeenSubject): void {
    const { type, value, in: place } = subject;
    const name = `${place} ${type} ${value}`;
    if (this.#seen.has(name)) return;
    this.#text += value.length;
    if (this.#text > this.#maxText) {
      throw new Refusal(
        'unmaskable-response',
        'More data subjects are named than can be recorded.',
      );
    }
    this.#seen.set(name, { type, value, in: place });
  }
}
