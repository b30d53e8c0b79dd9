import { Refusal } from '../errors.ts';
import type { Detector, HeaderMask, Mask, LocatedHits } from '../types.ts';
import type { Hits } from './contract.ts';
import type { Redactions } from './redactions.ts';

/** How many places of a mask's hits are kept for the record. */
export const MAX_PATHS = 10;

/** What each mask, header mask and detector of a decision has hit in one response. */
export class Tally {
  readonly masks: readonly Hits[];
  readonly headers: readonly Hits[];
  readonly detect: readonly Hits[];
  readonly #redactions: Redactions;

  constructor(redactions: Redactions) {
    const none = (): Hits => ({ count: 0, paths: [] });
    this.#redactions = redactions;
    this.masks = (redactions.masks ?? []).map(none);
    this.headers = (redactions.headers ?? []).map(none);
    this.detect = (redactions.detect ?? []).map(none);
  }

  /** For the record, in the order of the decision. */
  entries(): LocatedHits[] {
    const { masks = [], headers = [], detect = [] } = this.#redactions;
    return [
      ...masks.map((mask, index) => entryOf(mask, this.masks[index]!)),
      ...headers.map((mask, index) => entryOf(mask, this.headers[index]!)),
      ...detect.map((detector, index) => entryOf(detector, this.detect[index]!)),
    ];
  }

  /** Throws a Refusal `unmaskable-response` where a header mask hit nothing that must hit something. */
  requireHeaderMatches(): void {
    for (const [index, mask] of (this.#redactions.headers ?? []).entries()) {
      requireMatch(mask, mask.name, this.headers[index]!);
    }
  }

  /** The same for what is hidden of the body, at its end. */
  requireBodyMatches(): void {
    const { masks = [], detect = [] } = this.#redactions;
    for (const [index, mask] of masks.entries()) requireMatch(mask, mask.path, this.masks[index]!);
    for (const [index, detector] of detect.entries()) {
      requireMatch(detector, detector.type, this.detect[index]!);
    }
  }
}

function requireMatch(rule: { must_match?: boolean }, name: string, { count }: Hits): void {
  if (rule.must_match !== true || count > 0) return;
  const detail = `The response has nothing that a mask hits which must hit something: ${name}.`;
  throw new Refusal('unmaskable-response', detail);
}

/** Adds what was hit in one document of a body. */
export function addHits(into: readonly Hits[], from: readonly Hits[]): void {
  for (const [index, { count, paths }] of from.entries()) {
    const hits = into[index]!;
    hits.count += count;
    hits.paths.push(...paths.slice(0, MAX_PATHS - hits.paths.length));
  }
}

function entryOf(rule: Mask | HeaderMask | Detector, { count, paths }: Hits): LocatedHits {
  // One after the other: to spread that many parts takes as long as to mask a short body.
  const entry: Partial<LocatedHits> = {};
  if ('path' in rule) entry.path = rule.path;
  if ('inner' in rule) entry.inner = rule.inner;
  if ('name' in rule) entry.header = rule.name.toLowerCase();
  if ('cookie' in rule) entry.cookie = rule.cookie;
  if ('type' in rule) entry.detect = rule.type;
  entry.with = rule.with;
  entry.count = count;
  if (paths.length > 0) entry.at = paths;
  return entry as LocatedHits;
}
