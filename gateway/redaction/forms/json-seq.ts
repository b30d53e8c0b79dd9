import type { BodyMasker } from '../contract.ts';
import { createTextFinder } from './find-text-end.ts';
import { isBlank, isSpace } from './is-blank.ts';
import { maskByUnit } from './mask-by-unit.ts';
import { maskDocument, type FormOptions } from './mask-document.ts';
import { unmaskable } from './unmaskable.ts';

const RS = 0x1e;

/**
 * Masks a JSON text sequence (RFC 7464): each text between a record separator and the newline that
 * ends it, with which it leaves. A text that another separator or the end of the body interrupts is
 * refused, also where it could be read: section 2.4 shows why `12` may be what is left of `123`.
 */
export function maskJsonSeq({ makeDocument, limit }: FormOptions): BodyMasker {
  return maskByUnit(
    {
      findEnd: createTextFinder((byte, begun) => {
        if (byte !== RS) return false;
        if (begun) throw truncated();
        return true;
      }),
      maskUnit: (unit, last) => {
        if (last) {
          if (!isBlank(unit)) throw truncated();
          return unit;
        }
        const start = unit.findIndex((byte) => byte !== RS && !isSpace(byte));
        const before = unit.subarray(0, start);
        if (!before.includes(RS)) {
          throw unmaskable('A text of the JSON sequence does not start with a record separator.');
        }
        return Buffer.concat([before, maskDocument(makeDocument, unit.subarray(start))]);
      },
    },
    limit,
  );
}

function truncated(): Error {
  return unmaskable('A text of the JSON sequence is not surely whole.');
}
