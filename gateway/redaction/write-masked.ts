import { Refusal } from '../errors.ts';
import type { JsonNode } from '../json/read.ts';
import type { Mask } from '../types.ts';
import { keepPart } from './partial.ts';

/** JSON text that stands instead of a value. Throws a Refusal where the method cannot be applied. */
export type Writer = (node: JsonNode, mask: Mask) => string;

const REDACTED = '[redacted]';

/** The methods besides `remove`, which leaves no text. */
export function createWriter(pseudonymOf: (node: JsonNode) => string): Writer {
  return (node, mask) => {
    switch (mask.with) {
      case 'redact':
        return JSON.stringify((mask.text ?? REDACTED).toWellFormed());
      case 'null':
        return 'null';
      case 'pseudonym':
        return JSON.stringify(pseudonymOf(node));
      case 'partial':
        return writePart(node, mask);
      default:
        throw unmaskable(mask, 'selects the whole body, which cannot be removed');
    }
  };
}

function writePart(node: JsonNode, mask: Mask): string {
  if (node.kind !== 'string') {
    throw unmaskable(mask, 'selects what is not a string, of which no part can be kept');
  }
  return JSON.stringify(keepPart(node.value, mask.keep_first ?? 0, mask.keep_last ?? 0));
}

function unmaskable(mask: Mask, what: string): Refusal {
  return new Refusal('unmaskable-response', `The mask path ${JSON.stringify(mask.path)} ${what}.`);
}
