import type { Decision, Detector, HeaderMask, Mask } from '../../../../schemas/types.ts';

/** What happens to one thing of the answer: what it is, and what stands instead. */
export interface MaskWords {
  /** A path, header or kind of text; shown as code. */
  what: string;
  where: string;
  becomes: string;
}

type Method = Pick<
  Mask,
  'with' | 'text' | 'keep_first' | 'keep_last' | 'keep_domain' | 'to' | 'step'
> & {
  preserve?: string;
};

/** The mask plan of a decision in words, one line for each. */
export function describeMasks({
  masks = [],
  headers = [],
  detect = [],
}: Partial<Decision>): MaskWords[] {
  return [...masks.map(ofMask), ...headers.map(ofHeader), ...detect.map(ofDetector)];
}

function ofMask(mask: Mask): MaskWords {
  const where =
    mask.inner === undefined ? 'in the answer' : `within its JSON text, at ${mask.inner}`;
  return { what: mask.path, where, becomes: describeMethod(mask) };
}

function ofHeader(mask: HeaderMask): MaskWords {
  const what = mask.cookie === undefined ? mask.name : `cookie ${mask.cookie}`;
  return { what, where: 'among its headers', becomes: describeMethod(mask) };
}

function ofDetector(detector: Detector): MaskWords {
  const what =
    detector.type === 'pattern' ? (detector.pattern ?? 'pattern') : `each ${detector.type}`;
  const where = detector.path === undefined ? 'wherever it stands' : `in ${detector.path}`;
  return { what, where, becomes: describeMethod(detector) };
}

function describeMethod(mask: Method): string {
  switch (mask.with) {
    case 'remove':
      return 'is left out';
    case 'null':
      return 'becomes null';
    case 'redact':
      return `becomes “${mask.text ?? '[redacted]'}”`;
    case 'encrypt':
      return 'is encrypted; key holders can open it';
    case 'hash':
      return 'becomes a keyed hash';
    case 'pseudonym':
      return mask.preserve === undefined
        ? 'becomes a pseudonym, the same for the same value'
        : `becomes a pseudonym that still looks like ${mask.preserve === 'email' ? 'an email address' : 'the same digits'}`;
    case 'generalise':
      return mask.to === 'range'
        ? `becomes a range of ${mask.step ?? 1}`
        : `is cut to its ${mask.to ?? 'year'}`;
    default:
      return describePartial(mask);
  }
}

function describePartial({
  keep_first: first,
  keep_last: last,
  keep_domain: domain,
}: Method): string {
  const kept = [
    first !== undefined && first > 0 && `the first ${first} characters`,
    last !== undefined && last > 0 && `the last ${last} characters`,
    domain === true && 'what follows the @',
  ].filter((part) => part !== false);
  return kept.length === 0 ? 'is starred out' : `only ${kept.join(' and ')} stay`;
}
