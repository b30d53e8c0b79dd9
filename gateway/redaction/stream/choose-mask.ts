import type { Mask } from '../../types.ts';
import { strongerMask } from '../methods/stronger.ts';

/** The mask that applies where all of these select one value. */
export function chooseOf(indices: readonly number[], masks: readonly Mask[]): Mask | undefined {
  let choice: Mask | undefined;
  for (const index of indices) {
    const mask = masks[index]!;
    choice = choice ? strongerMask(choice, mask) : mask;
  }
  return choice;
}
