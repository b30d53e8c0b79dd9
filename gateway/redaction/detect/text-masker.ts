/** Masks what detectors find in a body of plain text, in UTF-8. */
import { Refusal } from '../../errors.ts';
import type { Detector } from '../../types.ts';
import type { BodyMasker, Hits } from '../contract.ts';
import type { DetectorPlan } from './compile-detectors.ts';
import { createTextFinder, type Piece } from './text-finder.ts';

/** Text that stands instead of what a detector found. */
export type ReplaceText = (text: string, detector: Detector) => string;

/** A body masker, and how often each detector hit, in the order of the plan. Text has no paths. */
export type TextMasker = BodyMasker & { readonly hits: Hits[] };

/**
 * A masker for one body. Of a find that is longer than `LONGEST_FIND` only the beginning is given to
 * `replace`; none of it leaves.
 */
export function createTextMasker(plan: DetectorPlan, replace: ReplaceText): TextMasker {
  // A byte order mark stays where it is.
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const finder = createTextFinder(plan);
  const hits = plan.detectors.map((): Hits => ({ count: 0, paths: [] }));

  const replaced = ({ text, found, more }: Piece): string => {
    if (found === undefined) return text;
    if (more === true) return '';
    hits[found]!.count += 1;
    return replace(text, plan.detectors[found]!);
  };
  const encode = (pieces: Piece[]): Buffer => Buffer.from(pieces.map(replaced).join(''));
  const decode = (chunk?: Buffer): string => {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch (error) {
      throw new Refusal('unmaskable-response', 'the text is not UTF-8', {}, error);
    }
  };
  return {
    hits,
    write: (chunk) => encode(finder.push(decode(chunk))),
    end: () => encode([...finder.push(decode()), ...finder.end()]),
  };
}
