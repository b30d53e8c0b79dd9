import { Refusal } from '../../errors.ts';
import { JsonFault, type JsonFaultCode } from '../../json/read.ts';
import { LONE_SURROGATE, NAME_TOO_LONG, PATH_TOO_LONG, TOO_DEEP } from './wasm/layout.ts';

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

/** Why a walker refused a body, by the code that it gave; `limit` is how many bytes may be held back. */
export function refusalOf(code: number, at: number, limit: number): Refusal {
  switch (code) {
    case NAME_TOO_LONG:
      return tooMuch('a name', limit);
    case PATH_TOO_LONG:
      return tooMuch('names around a value', limit);
    case TOO_DEEP:
      return faultAt('nesting-too-deep', at);
    default:
      return faultAt(code === LONE_SURROGATE ? 'lone-surrogate' : 'invalid-json', at);
  }
}
