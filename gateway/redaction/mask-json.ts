import { Refusal } from '../errors.ts';
import { JsonFault, readJson, type JsonNode } from '../json/read.ts';
import type { Mask, MaskHits } from '../types.ts';
import { findMasked } from './compile-mask.ts';
import { Document } from './document.ts';
import { planEdits } from './plan-edits.ts';
import { createPseudonymiser } from './pseudonym.ts';
import { splice } from './splice.ts';
import { chooseStronger } from './strength.ts';
import { createWriter } from './write-masked.ts';

/** Settings of the masking of one body. */
export interface MaskOptions {
  /** Nesting that a body may have. */
  maxDepth: number;
  /** Reads the key of `pseudonym` masks; called only for such a mask, once a body. */
  pseudonymKey?: (() => string) | undefined;
}

/**
 * Masks a JSON body. Bytes outside of the masked values are those of `body`, or `body` itself
 * where nothing is selected. `hits` has an element for each mask, in their order. Throws a Refusal
 * `unmaskable-response` where the body is not strict JSON, a path cannot be evaluated or a method
 * cannot be applied; its detail says why and tells nothing of the body.
 */
export function maskJson(
  body: Buffer,
  masks: readonly Mask[],
  options: MaskOptions,
): { body: Buffer; hits: MaskHits[] } {
  const document = new Document(read(body, options.maxDepth));
  const chosen = new Map<JsonNode, Mask>();
  const hits = masks.map((mask) => {
    const nodes = findMasked(mask, document);
    for (const node of nodes) chosen.set(node, chooseStronger(chosen.get(node), mask));
    return { path: mask.path, with: mask.with, count: nodes.size };
  });
  if (chosen.size === 0) return { body, hits };
  const write = createWriter(createPseudonymiser(options.pseudonymKey));
  return { body: splice(body, planEdits(document.root, chosen, write)), hits };
}

function read(body: Buffer, maxDepth: number): JsonNode {
  try {
    return readJson(body, { maxDepth });
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    const detail = `The response is not JSON that can be masked: ${error.message}.`;
    throw new Refusal('unmaskable-response', detail, {}, error);
  }
}
