import { Refusal } from '../../errors.ts';
import type { Mask } from '../../types.ts';

/**
 * How a value is masked: what masks of bodies, of headers and cookies, and detectors have in
 * common. `path` serves the message of a refusal only.
 */
export type Method = Pick<Mask, 'with'> &
  Partial<
    Pick<
      Mask,
      | 'path'
      | 'text'
      | 'keep_first'
      | 'keep_last'
      | 'keep_domain'
      | 'scope'
      | 'preserve'
      | 'to'
      | 'step'
    >
  >;

/** What `redact` leaves where the mask has no text. */
export const REDACTED = '[redacted]';

/** The Refusal of a value that the method cannot be applied to; `what` tells nothing of the value. */
export function refuseValue(method: Method, what: string, cause?: unknown): Refusal {
  const subject =
    method.path === undefined ? 'A mask' : `The mask path ${JSON.stringify(method.path)}`;
  return new Refusal('unmaskable-response', `${subject} selects ${what}.`, {}, cause);
}
