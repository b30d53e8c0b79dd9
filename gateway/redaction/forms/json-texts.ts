import type { BodyMasker } from '../contract.ts';
import { createTextFinder } from './find-text-end.ts';
import { isBlank } from './is-blank.ts';
import { maskByUnit } from './mask-by-unit.ts';
import { maskDocument, type FormOptions } from './mask-document.ts';

/**
 * Masks JSON documents that follow each other, each with a newline after it, as a watch of Kubernetes
 * sends them under `application/json`. Unlike in NDJSON a document may have several lines, so that one
 * alone, laid out for people, is one too. A document leaves with the newline after it; the last may
 * have none. Two on one line are refused by their document's masker.
 */
export function maskJsonTexts({ makeDocument, limit }: FormOptions): BodyMasker {
  return maskByUnit(
    {
      findEnd: createTextFinder(),
      maskUnit: (text) => (isBlank(text) ? text : maskDocument(makeDocument, text)),
    },
    limit,
  );
}
