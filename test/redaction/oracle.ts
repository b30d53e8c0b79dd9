/**
 * The masking of a body that is there as a whole: it reads the tree, asks `json-p3` for what is
 * selected, and changes those bytes. Slow and plain, to hold the streaming one against.
 */
import { Refusal } from '../../gateway/errors.ts';
import { JsonFault, readJson, type JsonNode } from '../../gateway/json/read.ts';
import { findMasked } from '../../gateway/redaction/compile-mask.ts';
import type { Replace } from '../../gateway/redaction/contract.ts';
import { Document } from '../../gateway/redaction/document.ts';
import { createReplace } from '../../gateway/redaction/methods/replace.ts';
import { strongerMask } from '../../gateway/redaction/methods/stronger.ts';
import { planEdits } from '../../gateway/redaction/plan-edits.ts';
import { splice } from '../../gateway/redaction/splice.ts';
import { valueOfNode } from '../../gateway/redaction/stream/masked-value.ts';
import type { Mask } from '../../gateway/types.ts';

const KEYS = { keys: () => [{ id: 'k1', secret: 'k'.repeat(32) }] };

/** The masked body, and how many values each mask selects. Throws a Refusal as the streaming one does. */
export function maskJson(
  body: Buffer,
  masks: readonly Mask[],
  { maxDepth, replace = createReplace(KEYS) }: { maxDepth: number; replace?: Replace },
): { body: Buffer; hits: { count: number }[] } {
  const document = new Document(read(body, maxDepth));
  const chosen = new Map<JsonNode, Mask>();
  const hits = masks.map((mask) => {
    const nodes = findMasked(mask, document);
    for (const node of nodes) {
      const known = chosen.get(node);
      chosen.set(node, known ? strongerMask(known, mask) : mask);
    }
    return { count: nodes.size };
  });
  if (chosen.get(document.root)?.with === 'remove') {
    throw new Refusal('unmaskable-response', 'The whole body cannot be removed.');
  }
  const edits = planEdits(document.root, chosen, (node, mask) =>
    replace(valueOfNode(node, body), mask),
  );
  return { body: splice(body, edits), hits };
}

function read(body: Buffer, maxDepth: number): JsonNode {
  try {
    return readJson(body, { maxDepth });
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    throw new Refusal('unmaskable-response', error.message, {}, error);
  }
}
