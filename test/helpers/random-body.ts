import type { Redactions } from '../../gateway/redaction/redactions.ts';
import type { Mask } from '../../gateway/types.ts';
import { pick, type Random } from './random.ts';

/** A body under masks: `write` decides nothing but what is masked. */
export interface RandomBody {
  contentType: string;
  redactions: Redactions;
  /** Whether the connection says that JSON may be several texts. */
  jsonTexts?: boolean;
  write: (fill: Random) => string;
}

/** How a mask masks. */
export type Method = Pick<Mask, 'with' | 'text'>;

/** A method whose result does not depend on the value. */
export function randomMethod(random: Random): Method {
  const text = pick(random, ['', 'x', '"quoted" \\', 'é😀\n']);
  return pick<Method>(random, [
    { with: 'redact' },
    { with: 'redact', text },
    { with: 'null' },
    { with: 'remove' },
  ]);
}
