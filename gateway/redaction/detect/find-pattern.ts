/**
 * Patterns that a policy brings (RE2 syntax, by re2js). A pattern may match any length, so the text is
 * searched in overlapping blocks that stand at fixed places: a match that begins in the first half of
 * a block counts, and is seen whole if it is no longer than half a block. The second half is the
 * first half of the next block. So the result does not depend on how the text arrives.
 */
import type { RE2JS } from 're2js';
import { LINE_TAIL, TEXT_TAIL } from './tails.ts';
import type { FoldedText } from './folded-text.ts';
import type { Tail } from './scanner.ts';

/** The longest match that is surely found. */
export const LONGEST_MATCH = 1024;

/** A compiled pattern and the index of its detector. */
export interface Pattern {
  detector: number;
  expression: RE2JS;
}

/** A match, in offsets of the folded text. */
export interface PatternFind {
  detector: number;
  start: number;
  end: number;
  tail?: Tail;
}

/** Matches in the blocks that are complete from the block at `from` on; `done` is where the next begins. */
export function findPatterns(
  patterns: readonly Pattern[],
  text: FoldedText,
  from: number,
  ended: boolean,
): { finds: PatternFind[]; done: number } {
  const finds: PatternFind[] = [];
  let done = from;
  while (ended ? done < text.end : done + 2 * LONGEST_MATCH < text.end) {
    for (const pattern of patterns) findInBlock(pattern, text, done, finds);
    done += LONGEST_MATCH;
  }
  return { finds, done };
}

function findInBlock(
  { detector, expression }: Pattern,
  { text, start }: FoldedText,
  block: number,
  finds: PatternFind[],
): void {
  // One character before the block stands with it, so that `\b` and `^` see what is there.
  const context = block === 0 ? 0 : 1;
  const begin = block - start - context;
  const slice = text.slice(begin, begin + context + 2 * LONGEST_MATCH);
  const cut = begin + slice.length < text.length;
  const matcher = expression.matcher(slice);
  let more = matcher.find(context);
  while (more) {
    const from = matcher.start();
    const to = matcher.end();
    if (from >= context + LONGEST_MATCH) return;
    if (to > from) {
      const find = { detector, start: start + begin + from, end: start + begin + to };
      // A match that the block's end may have cut: what follows is masked, not passed.
      const tail = matcher.group()!.includes('\n') ? TEXT_TAIL : LINE_TAIL;
      finds.push(cut && to === slice.length ? { ...find, tail } : find);
    }
    more = matcher.find();
  }
}
