import { PolicyFault } from './faults.ts';

/** A surrogate that is written as an escape, behind an even number of backslashes. */
const ESCAPED_SURROGATE = /(?<!\\)(?:\\\\)*\\u[dD][89a-fA-F]/;

/**
 * Throws a PolicyFault for a text that is surely not a JSON object as `JSON.stringify` writes it.
 *
 * Whether the rest is JSON is OPA's parser to say, and `evaluate` asks it: to parse the text here as
 * well would cost a quarter of a decision. That parser lets pass what `JSON.stringify` never writes
 * (a comma too many in an array, anything behind the object's end) and swallows characters beside a
 * lone surrogate. `JSON.stringify` escapes a surrogate only where it is alone, so that any escaped
 * one is refused.
 */
export function checkInput(text: string): void {
  if (typeof text !== 'string') throw fault('is not a text');
  if (!text.startsWith('{') || !text.endsWith('}')) throw fault('is not a JSON object');
  if (!text.isWellFormed()) throw fault('has a lone surrogate');
  if (text.includes('\\u') && ESCAPED_SURROGATE.test(text)) throw fault('has an escaped surrogate');
}

function fault(what: string): PolicyFault {
  return new PolicyFault('policy-error', `the input ${what}`);
}
