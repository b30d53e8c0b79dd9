import type { Mask } from '../../types.ts';
import { compareUnits } from './canonicalise.ts';

/** From what leaves least of a value to what leaves most. */
const RANKS = [
  'remove',
  'null',
  'redact',
  'encrypt',
  'hash',
  'pseudonym',
  'pseudonym email',
  'pseudonym digits',
  'generalise year',
  'generalise month',
  'generalise range',
  'partial',
];

/**
 * Which of two masks on one value applies: the one whose method leaves less. Of two of one method,
 * the wider range; what both parts keep; else the one whose text, or scope, sorts last, so that
 * masks may come in any order and grouping.
 */
export function strongerMask(a: Mask, b: Mask): Mask {
  const difference = rankOf(a) - rankOf(b) || (b.step ?? 0) - (a.step ?? 0);
  if (difference !== 0) return difference < 0 ? a : b;
  const later = compareAlike(a, b) < 0 ? b : a;
  return a.with === 'partial' ? { ...later, ...keepBoth(a, b) } : later;
}

function rankOf(mask: Mask): number {
  const option = mask.preserve ?? mask.to;
  return RANKS.indexOf(option === undefined ? mask.with : `${mask.with} ${option}`);
}

/** What decides between two masks of one rank; first what shows in the response. */
function compareAlike(a: Mask, b: Mask): number {
  return (
    compareUnits(nameOf(a), nameOf(b)) ||
    compareUnits(a.path, b.path) ||
    compareUnits(a.inner ?? '', b.inner ?? '')
  );
}

/** The text or the scope of a mask, and before all of them that there is none. */
function nameOf({ text, scope }: Mask): string {
  const name = text ?? scope;
  return name === undefined ? '' : `=${name}`;
}

/** Where only one keeps the domain, both keep nothing that is sure. */
function keepBoth(a: Mask, b: Mask): Pick<Mask, 'keep_first' | 'keep_last' | 'keep_domain'> {
  const domain = a.keep_domain ?? false;
  if (domain !== (b.keep_domain ?? false)) {
    return { keep_first: 0, keep_last: 0, keep_domain: false };
  }
  return {
    keep_first: Math.min(a.keep_first ?? 0, b.keep_first ?? 0),
    keep_last: Math.min(a.keep_last ?? 0, b.keep_last ?? 0),
    keep_domain: domain,
  };
}
