import type { Question } from './messages.ts';

/** How much may wait. */
export interface QueueLimits {
  questions: number;
  /** Characters of the inputs together. */
  characters: number;
}

/** Questions that wait for the candidate: never more than the limits, so that a slow one costs no memory. */
export class Queue {
  readonly #limits: QueueLimits;
  #waiting: Question[] = [];
  #first = 0;
  #characters = 0;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  /** How many wait. */
  get length(): number {
    return this.#waiting.length - this.#first;
  }

  /** Whether there was room for it. */
  add(question: Question): boolean {
    const characters = this.#characters + question.input.length;
    if (this.length >= this.#limits.questions || characters > this.#limits.characters) return false;
    this.#characters = characters;
    this.#waiting.push(question);
    return true;
  }

  /** Takes the one that waits longest. */
  take(): Question | undefined {
    const question = this.#waiting[this.#first];
    if (question === undefined) return undefined;
    this.#first += 1;
    this.#characters -= question.input.length;
    // `shift` would move all the others each time.
    if (this.#first * 2 >= this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#first);
      this.#first = 0;
    }
    return question;
  }
}
