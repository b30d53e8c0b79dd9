/** The folded text that is being searched, with the raw text that it came from. */
import { fold, type Fold, unfinished } from './fold.ts';

/** A window on a stream of text. All offsets are of the whole stream, in UTF-16 units. */
export class FoldedText {
  /** The folded text from `start` on. */
  text = '';
  start = 0;
  #raw = '';
  #rawStart = 0;
  /** How much of the raw text is folded. */
  #foldedRaw = 0;
  #folds: Fold[] = [];
  /** The fold before the first of `#folds`; it tells how the offsets begin. */
  #before: Fold = { at: 0, raw: 0, from: 0, to: 0 };

  /** Where the folded text ends. */
  get end(): number {
    return this.start + this.text.length;
  }

  /** Adds text. What may be half of a fold waits until there is more, or `ended`. */
  add(raw: string, ended: boolean): void {
    this.#raw += raw;
    const waiting = this.#raw.slice(this.#foldedRaw - this.#rawStart);
    const ready = ended ? waiting : waiting.slice(0, waiting.length - unfinished(waiting));
    this.text += fold(ready, this.end, this.#foldedRaw, this.#folds);
    this.#foldedRaw += ready.length;
  }

  /** Where in the raw text the character at a folded offset begins. */
  rawStartOf(at: number): number {
    return this.#outOfPair(this.#rawOf(this.#lastFoldUpTo(at), at), -1);
  }

  /** Where in the raw text ends what stands before a folded offset; invisible characters there are not taken along. */
  rawEndOf(at: number): number {
    let index = this.#lastFoldUpTo(at);
    if (index >= 0 && this.#folds[index]!.to === 0 && this.#folds[index]!.at === at) index -= 1;
    return this.#outOfPair(this.#rawOf(index, at), 1);
  }

  /** Raw text between two raw offsets. */
  rawText(from: number, to: number): string {
    return this.#raw.slice(from - this.#rawStart, to - this.#rawStart);
  }

  /** Forgets what stands before a folded offset, and before a raw one. */
  forget(at: number, rawAt: number): void {
    this.text = this.text.slice(at - this.start);
    this.start = at;
    this.#raw = this.#raw.slice(rawAt - this.#rawStart);
    this.#rawStart = rawAt;
    const keep = this.#folds.findIndex((fold) => fold.at >= at);
    const gone = this.#folds.splice(0, keep === -1 ? this.#folds.length : keep);
    this.#before = gone.at(-1) ?? this.#before;
  }

  #rawOf(index: number, at: number): number {
    const fold = index < 0 ? this.#before : this.#folds[index]!;
    return fold.raw + at - fold.at;
  }

  /** Index of the last fold that ends at `at` or before it; -1 if there is none. */
  #lastFoldUpTo(at: number): number {
    let low = 0;
    let high = this.#folds.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#folds[middle]!.at <= at) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** Half a surrogate pair must not be cut off: neither half could be written as UTF-8. */
  #outOfPair(raw: number, step: 1 | -1): number {
    const index = raw - this.#rawStart;
    const inPair =
      isBetween(this.#raw.charCodeAt(index - 1), 0xd800, 0xdbff) &&
      isBetween(this.#raw.charCodeAt(index), 0xdc00, 0xdfff);
    return inPair ? raw + step : raw;
  }
}

function isBetween(code: number, low: number, high: number): boolean {
  return code >= low && code <= high;
}
