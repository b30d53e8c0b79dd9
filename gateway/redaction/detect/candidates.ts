/** Finds that are not settled yet, those among them that still go on, and the looking for more. */
import type { Scanner, Tail } from './scanner.ts';
import type { FoldedText } from './folded-text.ts';
import type { DetectorPlan } from './compile-detectors.ts';
import { ANYWHERE, AT_WORD_START } from './dispatch.ts';
import { isWord, WORD } from './characters.ts';
import { findPatterns, type PatternFind } from './find-pattern.ts';

/** A find, in offsets of the folded text. */
export interface Candidate {
  start: number;
  /** Where it ends as far as is known. */
  end: number;
  /** Whether it goes on beyond what was searched. */
  open: boolean;
  /** Index of its detector. */
  detector: number;
}

/** A tail's last run, and the finds that end with it. */
interface Run {
  from: number;
  at: number;
  open: boolean;
  candidates: [Candidate, ...Candidate[]];
}

/** Collects candidates, which depend on the text only, not on how it arrives. */
export class Candidates {
  readonly #plan: DetectorPlan;
  readonly #text: FoldedText;
  /** Where looking goes on: for the scanners, and for the patterns, which look in blocks. */
  #scanned = 0;
  #block = 0;
  #found: Candidate[] = [];
  /** One run for each tail is enough: the next find within it ends where it ends. */
  readonly #runs = new Map<Tail, Run>();

  constructor(plan: DetectorPlan, text: FoldedText) {
    this.#plan = plan;
    this.#text = text;
  }

  /** No candidate that is still to come begins before this. */
  get settled(): number {
    return Math.max(0, Math.min(this.#scanned - this.#plan.behind, this.#patternsDone));
  }

  /** What must be kept of the text, for what is still to come. */
  get needed(): number {
    let needed = Math.min(this.#scanned - this.#plan.behind, this.#patternsDone) - 1;
    for (const { open, at } of this.#runs.values()) {
      if (open) needed = Math.min(needed, at);
    }
    return Math.max(0, needed);
  }

  get #patternsDone(): number {
    return this.#plan.patterns.length === 0 ? Infinity : this.#block;
  }

  /** Looks through what is there and was not looked through. `ended`: no more text follows. */
  look(ended: boolean): void {
    for (const [tail, run] of this.#runs) if (run.open) this.#extend(tail, run, ended);
    this.#scan(ended ? this.#text.end : this.#text.end - this.#plan.ahead, ended);
    for (const { start, end, detector, tail } of this.#findPatterns(ended)) {
      this.#add(detector, start, end, tail, ended);
    }
  }

  /** Takes out the candidates that begin before an offset, in their order. */
  take(before: number): Candidate[] {
    if (this.#found.length === 0) return this.#found;
    const taken = this.#found.filter((candidate) => candidate.start < before);
    this.#found = this.#found.filter((candidate) => candidate.start >= before);
    return taken.toSorted((a, b) => a.start - b.start);
  }

  /** The hot loop: a look at each character, and work only at those that a scanner asked for. */
  #scan(to: number, ended: boolean): void {
    const { text, start } = this.#text;
    const { asked, askedAtWordStart, askedAnywhere } = this.#plan;
    let word = isWord(text.charCodeAt(this.#scanned - start - 1));
    for (let at = this.#scanned - start; at < to - start; at += 1) {
      const code = text.charCodeAt(at);
      if (code < 0x80) {
        const when = asked[code]!;
        if (when === ANYWHERE || (when === AT_WORD_START && !word)) {
          const those = (word ? askedAnywhere : askedAtWordStart)[code]!;
          for (const { scanner, detector } of those) this.#ask(scanner, detector, at, ended);
        }
      }
      word = WORD[code] !== 0;
    }
    this.#scanned = Math.max(this.#scanned, to);
  }

  #ask(scanner: Scanner, detector: number, at: number, ended: boolean): void {
    const { text, start } = this.#text;
    scanner.scan(text, at, (from, end, tail) => {
      this.#add(detector, start + from, start + end, tail, ended);
    });
  }

  #findPatterns(ended: boolean): PatternFind[] {
    if (this.#plan.patterns.length === 0) return [];
    const { finds, done } = findPatterns(this.#plan.patterns, this.#text, this.#block, ended);
    this.#block = done;
    return finds;
  }

  #add(detector: number, start: number, end: number, tail: Tail | undefined, ended: boolean): void {
    const candidate = { start, end, open: false, detector };
    if (tail === undefined) {
      this.#found.push(candidate);
      return;
    }
    let run = this.#runs.get(tail);
    if (run === undefined || end < run.from || (!run.open && end > run.at)) {
      run = { from: end, at: end, open: true, candidates: [candidate] };
      this.#runs.set(tail, run);
      this.#extend(tail, run, ended);
    } else if (run.open) {
      // It ends where the run's first find does: if it begins later it is within that.
      const [first] = run.candidates;
      if (start > first.start || (start === first.start && detector >= first.detector)) return;
      run.candidates.push(candidate);
    }
    candidate.open = run.open;
    candidate.end = Math.max(end, run.at);
    this.#found.push(candidate);
  }

  #extend(tail: Tail, run: Run, ended: boolean): void {
    const { text, start } = this.#text;
    const { at, open } = tail.extend(text, run.at - start, ended);
    run.at = start + at;
    run.open = open;
    for (const candidate of run.candidates) {
      candidate.open = open;
      candidate.end = open ? this.#text.end : run.at;
    }
  }
}
