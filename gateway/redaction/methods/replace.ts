import type { MaskedValue, Replace } from '../contract.ts';
import { createDigitPreserver } from './digits.ts';
import { createEncrypter } from './encrypt.ts';
import { generalise } from './generalise.ts';
import { Keyring, type MaskKeys } from './keyring.ts';
import { REDACTED, refuseValue, type Method } from './method.ts';
import { keepPart } from './partial.ts';
import { hashValue, pseudonymise, pseudonymiseEmail } from './tokens.ts';

/** The plain text that stands instead of a text. Throws as `Replace` does. */
export type ReplaceText = (text: string, method: Method) => string;

/** A JSON number (RFC 8259 section 6). */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Replaces JSON values, in one body: its keys are read once, at the first value that needs one. */
export function createReplace(keys: MaskKeys): Replace {
  return createReplacers(keys).replace;
}

/**
 * Replaces values in one response: JSON values, and texts that are no JSON, such as headers, cells
 * of a table and what detectors find. A text has the same token as the JSON string of it; `null`
 * leaves it empty, and a text that is a number lies in a range.
 */
export function createReplacers(keys: MaskKeys): { replace: Replace; replaceText: ReplaceText } {
  const write = createWriter(keys);
  return {
    replace: (value, mask) => {
      if (mask.with === 'null') return 'null';
      const text = write(value, mask);
      return mask.preserve === 'digits' && value.kind === 'number' ? text : JSON.stringify(text);
    },
    replaceText: (text, method) => {
      if (method.with === 'null') return '';
      const isNumber = method.to === 'range' && NUMBER.test(text);
      return write(
        isNumber ? { kind: 'number', lexeme: text } : { kind: 'string', value: text },
        method,
      );
    },
  };
}

function createWriter(keys: MaskKeys): (value: MaskedValue, method: Method) => string {
  const ring = new Keyring(keys);
  const preserveDigits = createDigitPreserver(ring);
  const encrypt = createEncrypter(ring);
  return (value, method) => {
    switch (method.with) {
      case 'redact':
        return (method.text ?? REDACTED).toWellFormed();
      case 'encrypt':
        return encrypt(value, method);
      case 'hash':
        return hashValue(value, method, ring);
      case 'pseudonym':
        if (method.preserve === 'email') return pseudonymiseEmail(value, method, ring);
        if (method.preserve === 'digits') return preserveDigits(value, method);
        return pseudonymise(value, method, ring);
      case 'generalise':
        return generalise(value, method);
      case 'partial':
        if (value.kind === 'string') return keepPart(value.value, method);
        throw refuseValue(method, 'what is not a string, of which no part can be kept');
      default:
        throw refuseValue(method, 'the whole body, which cannot be removed');
    }
  };
}
