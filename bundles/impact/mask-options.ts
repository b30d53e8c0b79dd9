/** What the options of one masking method say about its strength. */
import type { Mask } from '../../gateway/types.ts';

/**
 * Negative where the latter mask, of the same method, hides less than the former or it cannot be
 * told; positive where it hides more; 0 where it hides the same.
 */
export function compareOptions(before: Mask, after: Mask): number {
  switch (before.with) {
    case 'partial':
      return weakest([
        (before.keep_first ?? 0) - (after.keep_first ?? 0),
        (before.keep_last ?? 0) - (after.keep_last ?? 0),
        Number(before.keep_domain ?? false) - Number(after.keep_domain ?? false),
      ]);
    case 'generalise':
      return compareCoarseness(before, after);
    case 'hash':
    case 'pseudonym':
      // Without a scope all tokens of a value can be linked; with `preserve` its form is seen.
      return weakest([
        before.scope === after.scope ? 0 : before.scope === undefined ? 1 : -1,
        before.preserve === after.preserve ? 0 : after.preserve === undefined ? 1 : -1,
      ]);
    default:
      return 0;
  }
}

/** More at one end and less at the other shows what was hidden: what is weaker decides. */
function weakest(differences: number[]): number {
  return Math.min(...differences) < 0 ? -1 : Math.max(...differences);
}

function compareCoarseness(before: Mask, after: Mask): number {
  if (before.to === 'range' && after.to === 'range') return (after.step ?? 0) - (before.step ?? 0);
  if (before.to === after.to) return 0;
  return before.to === 'month' && after.to === 'year' ? 1 : -1;
}

/** The method with the options that matter, for a report; `none` without a mask. */
export function describeMethod(mask: Mask | undefined): string {
  if (mask === undefined) return 'none';
  const words: string[] = [mask.with];
  if (mask.with === 'partial') {
    words.push(`${String(mask.keep_first ?? 0)}+${String(mask.keep_last ?? 0)}`);
    if (mask.keep_domain === true) words.push('and domain');
  }
  if (mask.to !== undefined) words.push(`to ${mask.to}`);
  if (mask.step !== undefined) words.push(String(mask.step));
  if (mask.preserve !== undefined) words.push(`like ${mask.preserve}`);
  if (mask.scope !== undefined) words.push(`in ${mask.scope}`);
  if (mask.must_match === true) words.push('(must match)');
  return words.join(' ');
}
