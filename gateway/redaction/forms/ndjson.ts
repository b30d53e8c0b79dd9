import type { BodyMasker } from '../contract.ts';
import { maskByUnit } from './mask-by-unit.ts';
import { maskDocument, type FormOptions } from './mask-document.ts';
import { isBlank } from './is-blank.ts';

const LF = 0x0a;

/**
 * Masks JSON documents of a line each. A line leaves with its newline, the last one may have none,
 * and blank lines stay. One that is not JSON is refused as its document's masker refuses it: before
 * any byte of it has left.
 */
export function maskNdjson({ makeDocument, limit }: FormOptions): BodyMasker {
  return maskByUnit(
    {
      findEnd: (chunk, from) => {
        const at = chunk.indexOf(LF, from);
        return at === -1 ? -1 : at + 1;
      },
      // The newline is white space after the document, and so is the carriage return before it.
      maskUnit: (line) => (isBlank(line) ? line : maskDocument(makeDocument, line)),
    },
    limit,
  );
}
