import type { JsonNode } from '../../json/read.ts';
import type { Mask } from '../../types.ts';
import type { Replace } from '../contract.ts';
import { planEdits } from '../plan-edits.ts';
import type { Edit } from '../splice.ts';
import { chooseOf } from './choose-mask.ts';
import { valueOfNode } from './masked-value.ts';
import type { Step } from './normalized-path.ts';
import type { Selection } from './select-in-part.ts';

/** Stands for what is done within a string that no mask selects as it is. */
const WITHIN: Mask = { path: '$', with: 'redact' };

/** What is to be done in a part of a body. */
export interface PartPlan {
  /** The mask that applies to the part as it is. */
  choice: Mask | undefined;
  /** What is changed in the part; where `choice` removes it, nothing is told. */
  edits: Edit[];
}

/**
 * Plans the masking of a part. `maskWithin` gives the JSON text for a value in which masks mask or
 * which rules look through; it is called only where no other mask takes the value away.
 */
export function planPart(
  text: Buffer,
  { root, byMask, byLook }: Selection,
  masks: readonly Mask[],
  replace: Replace,
  maskWithin: (node: JsonNode, masks: readonly number[], looks: readonly number[]) => string,
): PartPlan {
  const plain = new Map<JsonNode, number[]>();
  const within = new Map<JsonNode, number[]>();
  for (const mask of [...byMask.keys()].toSorted((one, other) => one - other)) {
    const target = masks[mask]!.inner === undefined ? plain : within;
    for (const node of byMask.get(mask)!) {
      const known = target.get(node);
      if (known) known.push(mask);
      else target.set(node, [mask]);
    }
  }
  const looks = new Map<JsonNode, number[]>();
  for (const [look, nodes] of byLook) {
    for (const node of nodes) {
      if (node.kind === 'string' || node.kind === 'number')
        looks.set(node, [...(looks.get(node) ?? []), look]);
    }
  }
  const chosen = new Map<JsonNode, Mask>();
  for (const node of [...within.keys(), ...looks.keys()]) chosen.set(node, WITHIN);
  for (const [node, indices] of plain) chosen.set(node, chooseOf(indices, masks)!);
  const choice = plain.has(root) ? chosen.get(root) : undefined;
  if (choice?.with === 'remove') return { choice, edits: [] };
  const edits = planEdits(root, chosen, (node, mask) =>
    mask === WITHIN
      ? maskWithin(node, within.get(node) ?? [], looks.get(node) ?? [])
      : replace(valueOfNode(node, text), mask),
  );
  return { choice, edits };
}

/** Where a node stands below the root. */
export function locate(root: JsonNode, node: JsonNode): Step[] {
  const location: Step[] = [];
  let at = root;
  while (at !== node) {
    if (at.kind === 'array') {
      const index = at.items.findIndex(({ end }) => end >= node.end);
      location.push(index);
      at = at.items[index]!;
    } else if (at.kind === 'object') {
      const member = at.members.find(({ value }) => value.end >= node.end)!;
      location.push(member.key);
      at = member.value;
    } else {
      throw new TypeError('a node of another text');
    }
  }
  return location;
}
