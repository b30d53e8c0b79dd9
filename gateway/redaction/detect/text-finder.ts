/** Finds in text that arrives piece by piece, holding back no more than is needed to be sure. */
import { Candidates } from './candidates.ts';
import { Cluster, LONGEST_FIND } from './clusters.ts';
import type { DetectorPlan } from './compile-detectors.ts';
import { FoldedText } from './folded-text.ts';

/** A piece of the text, in order; together they are the whole text. */
export interface Piece {
  text: string;
  /** Index of the detector that found it; absent where nothing was found. */
  found?: number;
  /** It continues the find before it, which was too long to be told whole. */
  more?: true;
}

/** Finds across the borders of what it is given. Its finds do not depend on where those are. */
export interface TextFinder {
  /**
   * The next text. What is settled comes back.
   *
   * @throws Refusal `unmaskable-response` where the text cannot be searched surely
   */
  push(text: string): Piece[];
  /** The text is over. The rest comes back. */
  end(): Piece[];
}

/** A finder for one text. */
export function createTextFinder(plan: DetectorPlan): TextFinder {
  const finder = new Finder(plan);
  return { push: (text) => finder.take(text, false), end: () => finder.take('', true) };
}

class Finder {
  readonly #text = new FoldedText();
  readonly #candidates: Candidates;
  #cluster: Cluster | undefined;
  /** Whether the beginning of the cluster was told. */
  #told = false;
  /** How much was handed on: of the folded text, and of the raw text. */
  #done = 0;
  #rawDone = 0;
  #pieces: Piece[] = [];

  constructor(plan: DetectorPlan) {
    this.#candidates = new Candidates(plan, this.#text);
  }

  take(raw: string, ended: boolean): Piece[] {
    this.#text.add(raw, ended);
    this.#candidates.look(ended);
    const settled = ended ? this.#text.end : Math.min(this.#candidates.settled, this.#text.end);
    for (const candidate of this.#candidates.take(settled)) {
      if (this.#cluster?.join(candidate) === true) continue;
      this.#finishCluster();
      this.#tellPlain(this.#text.rawStartOf(candidate.start), candidate.start);
      this.#cluster = new Cluster(candidate);
    }
    this.#tellUpTo(settled, ended);
    this.#text.forget(Math.min(this.#candidates.needed, this.#done), this.#rawDone);
    const pieces = this.#pieces;
    this.#pieces = [];
    return pieces;
  }

  #tellUpTo(settled: number, ended: boolean): void {
    const cluster = this.#cluster;
    if (cluster !== undefined) {
      if (!cluster.open && cluster.end <= settled) this.#finishCluster();
      else this.#tellPart(cluster, Math.min(cluster.end, settled));
    }
    if (this.#cluster !== undefined) return;
    if (!ended) this.#tellPlain(this.#text.rawStartOf(settled), settled);
    else this.#tellPlain(Infinity, settled);
  }

  #finishCluster(): void {
    const cluster = this.#cluster;
    if (cluster === undefined) return;
    this.#tellPart(cluster, cluster.end);
    if (!this.#told) this.#tellFound(cluster, cluster.end);
    this.#cluster = undefined;
    this.#told = false;
  }

  /** Of a find that is longer than is told whole, what reaches up to `to`. */
  #tellPart(cluster: Cluster, to: number): void {
    const limit = cluster.start + LONGEST_FIND;
    if (to <= limit) return;
    if (!this.#told) this.#tellFound(cluster, limit);
    this.#told = true;
    this.#tell(this.#text.rawEndOf(to), to, { found: cluster.detector, more: true });
  }

  #tellFound(cluster: Cluster, to: number): void {
    this.#tell(this.#text.rawEndOf(to), to, { found: cluster.detector });
  }

  #tellPlain(rawTo: number, to: number): void {
    this.#tell(rawTo, to, {});
  }

  #tell(rawTo: number, to: number, kind: Omit<Piece, 'text'>): void {
    this.#done = Math.max(this.#done, to);
    if (rawTo <= this.#rawDone) return;
    const text = this.#text.rawText(this.#rawDone, rawTo);
    if (text !== '') this.#pieces.push({ text, ...kind });
    this.#rawDone += text.length;
  }
}
