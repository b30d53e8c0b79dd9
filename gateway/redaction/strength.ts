import type { Mask, MaskMethod } from '../types.ts';

/** The less a method leaves of a value, the stronger it is. */
const STRENGTH: Readonly<Record<MaskMethod, number>> = {
  remove: 5,
  null: 4,
  redact: 3,
  pseudonym: 2,
  partial: 1,
};

/** Which of two masks on one value applies: the stronger, and of two alike the earlier. */
export function chooseStronger(earlier: Mask | undefined, later: Mask): Mask {
  if (!earlier || STRENGTH[later.with] > STRENGTH[earlier.with]) return later;
  if (earlier.with !== 'partial' || later.with !== 'partial') return earlier;
  // Of two that keep a part, only what both keep.
  return {
    ...earlier,
    keep_first: Math.min(earlier.keep_first ?? 0, later.keep_first ?? 0),
    keep_last: Math.min(earlier.keep_last ?? 0, later.keep_last ?? 0),
  };
}
