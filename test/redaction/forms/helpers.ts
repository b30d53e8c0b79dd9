import * as fc from 'fast-check';
import { Refusal } from '../../../gateway/errors.ts';
import type { BodyMasker } from '../../../gateway/redaction/contract.ts';
import type { FormOptions, MakeDocument } from '../../../gateway/redaction/forms/mask-document.ts';
import { maskJson } from '../oracle.ts';
import type { Mask } from '../../../gateway/types.ts';

export { mask, maskText, refusalOf } from '../helpers.ts';

/** Makes maskers that hold their document whole. */
export function documents(masks: readonly Mask[]): MakeDocument {
  return (): BodyMasker => {
    const chunks: Buffer[] = [];
    return {
      write(chunk) {
        chunks.push(Buffer.from(chunk));
        return Buffer.alloc(0);
      },
      end: () => maskJson(Buffer.concat(chunks), masks, { maxDepth: 100 }).body,
    };
  };
}

/** What a form needs; a limit of 1 MiB unless told otherwise. */
export function options(masks: readonly Mask[], limit = 2 ** 20): FormOptions {
  return { makeDocument: documents(masks), limit };
}

/** All that leaves of a body that comes cut at these places. */
export function run(
  masker: BodyMasker,
  body: Buffer | string,
  cuts: readonly number[] = [],
): string {
  return Buffer.concat(pass(masker, body, cuts)).toString();
}

/** What leaves at each piece, and at the end. */
export function pass(masker: BodyMasker, body: Buffer | string, cuts: readonly number[]): Buffer[] {
  const bytes = Buffer.from(body as string);
  const places = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length];
  const left: Buffer[] = [];
  let from = 0;
  for (const place of places.toSorted((one, other) => one - other)) {
    left.push(Buffer.from(masker.write(bytes.subarray(from, place))));
    from = place;
  }
  left.push(masker.end());
  return left;
}

/** As `run`; the refusal's code where it is refused. */
export function outcomeOf(
  masker: () => BodyMasker,
  body: Buffer | string,
  cuts: readonly number[] = [],
): string {
  try {
    return `left ${run(masker(), body, cuts)}`;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

/** A cut after each byte. */
export function everywhere(body: Buffer | string): number[] {
  return Array.from({ length: Buffer.byteLength(body) }, (_, index) => index);
}

/** Places to cut a body at. */
export const CUTS = fc.array(fc.nat({ max: 2000 }), { maxLength: 8 });

/** A text of characters that forms treat in a way of their own, and others. */
export const TEXT = fc.string({
  unit: fc.oneof(
    fc.constantFrom('"', ',', '\n', '\r', '&', '=', '+', '%', ';', ' ', '\\', '[', ':', '\0'),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 12,
});
