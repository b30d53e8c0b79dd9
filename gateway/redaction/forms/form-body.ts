import type { BodyMasker } from '../contract.ts';
import { decodeFormText, encodeFormText } from './form-text.ts';
import { maskByUnit } from './mask-by-unit.ts';
import type { FormOptions } from './mask-document.ts';
import { maskRecord } from './mask-record.ts';

const AMPERSAND = 0x26;
const SEPARATOR = Buffer.of(AMPERSAND);
const EQUALS = 0x3d;
const NOTHING = Buffer.alloc(0);

/**
 * Masks `application/x-www-form-urlencoded` (WHATWG URL section 5), each pair as a JSON object of
 * one member, so that `$.name` and `$..name` select every pair of that name, and `$[*]` all. A pair
 * leaves with the `&` after it. A removed pair takes the `&` before it along.
 */
export function maskForm({ makeDocument, limit }: FormOptions): BodyMasker {
  let separator: Buffer = NOTHING;
  return maskByUnit(
    {
      findEnd: (chunk, from) => {
        const at = chunk.indexOf(AMPERSAND, from);
        return at === -1 ? -1 : at + 1;
      },
      maskUnit: (unit, last) => {
        const end = last ? unit.length : unit.length - 1;
        const masked = maskPair(unit.subarray(0, end), makeDocument);
        if (!masked) return NOTHING;
        const written = Buffer.concat([separator, masked]);
        separator = SEPARATOR;
        return written;
      },
    },
    limit,
  );
}

/** Undefined where the pair is removed. */
function maskPair(pair: Buffer, makeDocument: FormOptions['makeDocument']): Buffer | undefined {
  if (pair.length === 0) return pair;
  const equals = pair.indexOf(EQUALS);
  const name = equals === -1 ? pair : pair.subarray(0, equals);
  const value = equals === -1 ? NOTHING : pair.subarray(equals + 1);
  const field = { name: decodeFormText(name), value: decodeFormText(value) };
  const outcome = maskRecord(makeDocument, [field], false)![0]!;
  if (outcome === 'kept') return pair;
  if (outcome === 'removed') return undefined;
  return Buffer.concat([name, Buffer.from(`=${encodeFormText(outcome.text)}`)]);
}
