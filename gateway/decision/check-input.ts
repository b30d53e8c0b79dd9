import { PolicyFault } from './faults.ts';

/** A surrogate that is written as an escape, behind an even number of backslashes. */
const ESCAPED_SURROGATE = /(?<!\\)(?:\\\\)*\\u[dD][89a-fA-F]/;

/**
 * Throws a PolicyFault unless the text is JSON of an object as `JSON.stringify` writes it.
 *
 * OPA's own parser is lax: it ignores what stands behind the first value, so that `{}"blocked":true}`
 * is an empty object to it, and it swallows characters beside a lone surrogate. `JSON.stringify`
 * escapes a surrogate only where it is alone, so that any escaped one is refused.
 */
export function checkInput(text: string): void {
  if (typeof text !== 'string') throw fault('is not a text');
  if (!text.startsWith('{')) throw fault('is not a JSON object');
  if (!text.isWellFormed()) throw fault('has a lone surrogate');
  if (text.includes('\\u') && ESCAPED_SURROGATE.test(text)) throw fault('has an escaped surrogate');
  try {
    JSON.parse(text);
  } catch {
    // V8's message quotes the text, and so might put personal data into the log.
    throw fault('is not JSON');
  }
}

function fault(what: string): PolicyFault {
  return new PolicyFault('policy-error', `the input ${what}`);
}
