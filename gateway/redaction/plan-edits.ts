import type { JsonArray, JsonNode, JsonObject } from '../json/read.ts';
import type { Mask } from '../types.ts';
import type { Edit } from './splice.ts';

/** JSON text that stands instead of a value. */
export type Writer = (node: JsonNode, mask: Mask) => string;

/** A member or an element, with where it starts: at its name, or at its value. */
interface Part {
  start: number;
  node: JsonNode;
}

/**
 * What must be changed in a body, in its order and without overlaps. A mask within a masked value
 * is absorbed: of the outer value nothing is left for it.
 */
export function planEdits(
  root: JsonNode,
  chosen: ReadonlyMap<JsonNode, Mask>,
  write: Writer,
): Edit[] {
  const edits: Edit[] = [];
  const visit = (node: JsonNode): void => {
    const mask = chosen.get(node);
    if (mask) {
      edits.push({ start: node.start, end: node.end, text: write(node, mask) });
    } else if (node.kind === 'array' || node.kind === 'object') {
      visitParts(node);
    }
  };
  const isRemoved = (part: Part): boolean => chosen.get(part.node)?.with === 'remove';
  const visitParts = (container: JsonArray | JsonObject): void => {
    const parts = partsOf(container);
    const firstKept = parts.findIndex((part) => !isRemoved(part));
    if (firstKept === -1) {
      if (parts.length > 0) edits.push(cut(container.start + 1, container.end - 1));
      return;
    }
    // A comma goes with the part after it, but with the one before where nothing is kept before.
    if (firstKept > 0) edits.push(cut(parts[0]!.start, parts[firstKept]!.start));
    for (let index = firstKept; index < parts.length; index += 1) {
      const part = parts[index]!;
      if (isRemoved(part)) edits.push(cut(parts[index - 1]!.node.end, part.node.end));
      else visit(part.node);
    }
  };
  visit(root);
  return edits;
}

function partsOf(container: JsonArray | JsonObject): Part[] {
  return container.kind === 'array'
    ? container.items.map((node) => ({ start: node.start, node }))
    : container.members.map(({ keyStart, value }) => ({ start: keyStart, node: value }));
}

function cut(start: number, end: number): Edit {
  return { start, end, text: '' };
}
