import type { Mask } from '../../types.ts';
import type { Replace } from '../contract.ts';
import type { Edit } from '../splice.ts';
import type { Automaton } from './automaton.ts';
import { BACKSLASH, QUOTE } from './bytes.ts';
import { compileMasks, type MaskPlan } from './compile-masks.ts';
import { locate, planPart } from './mask-part.ts';
import { readString } from './masked-value.ts';
import type { Step } from './normalized-path.ts';
import { unmaskable } from './refuse.ts';
import { readPart, selectInPart, type Selection } from './select-in-part.ts';

/** Which masks meet at a string depends on the body, so what is kept of it is bounded. */
const MAX_PLANS = 256;

const plansOf = new WeakMap<Automaton, Map<string, MaskPlan>>();

/** Told of each value that a mask, by its index, selects within a string. */
export type CountWithin = (mask: number, locate: () => Step[]) => void;

/**
 * Masks within a string that holds JSON text. `string` is as it is written in the body, with its
 * quotes. What is not masked of it keeps its bytes, its escapes too: the text is masked unescaped,
 * and then the same places are changed in the string as it is written. Throws a Refusal where the
 * value is no string or the string holds no JSON.
 */
export function maskString(
  string: Buffer,
  indices: readonly number[],
  automaton: Automaton,
  options: { maxDepth: number; replace: Replace; count: CountWithin },
): Buffer {
  if (string[0] !== QUOTE) throw unmaskable('A mask looks into what is not a string.');
  const plan = planWithin(automaton, indices);
  const text = Buffer.from(readString(string));
  const selection = selectInPart(readPart(text, options.maxDepth), plan.start);
  countWithin(selection, indices, options.count);
  const { edits } = planPart(text, selection, plan.masks, options.replace, () => {
    throw new TypeError('a mask within a string looks into another');
  });
  return spliceEscaped(string, edits);
}

function planWithin(automaton: Automaton, indices: readonly number[]): MaskPlan {
  let plans = plansOf.get(automaton);
  if (!plans) plansOf.set(automaton, (plans = new Map<string, MaskPlan>()));
  const key = indices.join();
  let plan = plans.get(key);
  if (!plan) {
    plan = compileMasks(indices.map((index) => innerOf(automaton.masks[index]!)));
    if (plans.size >= MAX_PLANS) plans.clear();
    plans.set(key, plan);
  }
  return plan;
}

function innerOf({ inner, dialect: _, ...mask }: Mask): Mask {
  return { ...mask, path: inner! };
}

function countWithin(
  { root, byMask }: Selection,
  indices: readonly number[],
  count: CountWithin,
): void {
  for (const [mask, nodes] of byMask) {
    const inOrder = [...nodes].toSorted((one, other) => one.start - other.start);
    for (const node of inOrder) count(indices[mask]!, () => locate(root, node));
  }
}

/** Makes edits, whose places are those of the unescaped text, in the string as it is written. */
export function spliceEscaped(string: Buffer, edits: readonly Edit[]): Buffer {
  if (edits.length === 0) return string;
  const pieces: Buffer[] = [];
  const place = { written: 1, unescaped: 0 };
  let copied = 0;
  for (const { start, end, text } of edits) {
    advance(string, place, start);
    pieces.push(string.subarray(copied, place.written));
    pieces.push(Buffer.from(JSON.stringify(text).slice(1, -1)));
    advance(string, place, end);
    copied = place.written;
  }
  pieces.push(string.subarray(copied));
  return Buffer.concat(pieces);
}

/** Goes forward to a place in the unescaped text; it is never within a character. */
function advance(
  string: Buffer,
  place: { written: number; unescaped: number },
  target: number,
): void {
  while (place.unescaped < target) {
    if (string[place.written] !== BACKSLASH) {
      place.written += 1;
      place.unescaped += 1;
    } else if (string[place.written + 1] === 0x75) {
      const unit = Number.parseInt(
        string.toString('latin1', place.written + 2, place.written + 6),
        16,
      );
      const isHalf = unit >= 0xd800 && unit < 0xe000;
      place.written += isHalf ? 12 : 6;
      place.unescaped += isHalf ? 4 : Buffer.byteLength(String.fromCharCode(unit));
    } else {
      place.written += 2;
      place.unescaped += 1;
    }
  }
}
