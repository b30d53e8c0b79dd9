import { Refusal } from '../../errors.ts';
import { JsonFault, type JsonFaultCode } from '../../json/read.ts';

/** The refusal of a response that cannot be masked surely. `detail` tells nothing of its body. */
export function unmaskable(detail: string, cause?: unknown): Refusal {
  return new Refusal('unmaskable-response', detail, {}, cause);
}

/**
 * The refusal of a response that is not strict JSON. Where is for the log only: to the agent the
 * offset would tell how long the masked values before it are.
 */
export function notJson(fault: JsonFault): Refusal {
  return unmaskable(`The response is not JSON that can be masked: ${fault.code}.`, fault);
}

/** As `notJson`, for the byte at `offset` of the body. */
export function faultAt(code: JsonFaultCode, offset: number): Refusal {
  return notJson(new JsonFault(code, offset));
}

/** The refusal of a response of which more must be held back than the limit allows. */
export function tooMuch(what: string, limit: number): Refusal {
  return unmaskable(`The response has ${what} of more than ${limit} bytes.`);
}
