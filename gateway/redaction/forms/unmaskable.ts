import { Refusal } from '../../errors.ts';

/** The refusal of a body that cannot be masked surely. `detail` must quote nothing of the body. */
export function unmaskable(detail: string, cause?: unknown): Refusal {
  return new Refusal('unmaskable-response', detail, {}, cause);
}
