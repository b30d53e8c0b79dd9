import * as fc from 'fast-check';
import { Refusal } from '../../../gateway/errors.ts';
import type { Hits, MaskedValue } from '../../../gateway/redaction/contract.ts';
import { createReplace } from '../../../gateway/redaction/methods/replace.ts';
import { compileMasks, type PlanLimits } from '../../../gateway/redaction/stream/compile-masks.ts';
import { createJsonMasker } from '../../../gateway/redaction/stream/masker.ts';
import type { JsonMaskerOptions } from '../../../gateway/redaction/stream/masker-options.ts';
import type { Mask } from '../../../gateway/types.ts';

const write = createReplace({ keys: () => [{ id: 'k1', secret: 'k'.repeat(32) }] });

/** The methods of the masking of whole bodies, and `hash`, which shows what it was given. */
export function replace(value: MaskedValue, mask: Mask): string {
  if (mask.with === 'hash') return JSON.stringify(`hash of ${JSON.stringify(value)}`);
  return write(value, mask);
}

export const OPTIONS: JsonMaskerOptions = {
  maxDepth: 100,
  bufferLimit: 2 ** 20,
  maxPaths: 3,
  replace,
};

/** What came of one document: its bytes as text, or a refusal. */
export interface Outcome {
  text: string;
  refused: boolean;
  /** Of a refusal. */
  detail: string;
  hits: readonly Hits[];
}

/** Masks a document that is cut before the places in `cuts`, which are in order. */
export function maskStream(
  document: Buffer | string,
  masks: Mask[],
  more: Partial<JsonMaskerOptions> & { cuts?: readonly number[]; limits?: PlanLimits } = {},
): Outcome {
  const { cuts = [], limits, ...options } = more;
  const bytes = Buffer.from(document as string);
  const masker = createJsonMasker(compileMasks(masks, [], limits), { ...OPTIONS, ...options });
  const pieces: Buffer[] = [];
  const outcome = (refused: boolean, detail: string): Outcome => {
    return { text: Buffer.concat(pieces).toString(), refused, detail, hits: masker.hits };
  };
  try {
    let at = 0;
    for (const cut of [...cuts, bytes.length]) {
      // Chunks are overwritten once written, as what a caller does with its memory is its own.
      const chunk = Buffer.from(bytes.subarray(at, cut));
      pieces.push(Buffer.from(masker.write(chunk)));
      chunk.fill(0x21);
      at = cut;
    }
    pieces.push(Buffer.from(masker.end()));
    return outcome(false, '');
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'unmaskable-response') throw error;
    return outcome(true, error.detail);
  }
}

/** Every byte alone. */
export function everywhere(document: Buffer | string): number[] {
  return Array.from({ length: Buffer.byteLength(document) }, (_, index) => index);
}

/** Places to cut a document of any length, as parts of it. */
export const CUTS = fc.oneof(
  fc.constant<number[]>([]),
  fc.constant('everywhere' as const),
  fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 }),
);

/** The places in a document that `CUTS` means. */
export function placesOf(cuts: number[] | 'everywhere', document: Buffer | string): number[] {
  if (cuts === 'everywhere') return everywhere(document);
  const length = Buffer.byteLength(document);
  return cuts.map((part) => Math.floor(part * length)).toSorted((one, other) => one - other);
}
