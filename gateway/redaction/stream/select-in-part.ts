import type { jsonpath } from 'json-p3';
import { JsonFault, readJson, type JsonNode } from '../../json/read.ts';
import { findMasked } from '../compile-mask.ts';
import { Document } from '../document.ts';
import { selectFrom, withDescendants } from '../select-nodes.ts';
import type { State } from './state.ts';
import type { Position, Test } from './mask-path.ts';
import { notJson, unmaskable } from './refuse.ts';

/** A part of a body that was read whole, and what each mask selects of it. */
export interface Selection {
  root: JsonNode;
  /** By the mask's index. */
  byMask: ReadonlyMap<number, ReadonlySet<JsonNode>>;
  /** By the index of the rule that looks through them. */
  byLook: ReadonlyMap<number, ReadonlySet<JsonNode>>;
}

/** Reads JSON text. Throws a Refusal where it is not, or has a name twice. */
export function readPart(text: Buffer, maxDepth: number): JsonNode {
  try {
    return readJson(text, { maxDepth });
  } catch (error) {
    throw error instanceof JsonFault ? notJson(error) : error;
  }
}

/** What masks select in a value of which `state` says how far they have come; the value too. */
export function selectInPart(root: JsonNode, state: State): Selection {
  const { masks, foreign, start } = state.automaton;
  const document = new Document(root);
  const byMask = new Map<number, Set<JsonNode>>();
  const byLook = new Map<number, Set<JsonNode>>();
  const add = (index: number, nodes: ReadonlySet<JsonNode>): void => {
    const [by, at] = index < masks.length ? [byMask, index] : [byLook, index - masks.length];
    by.set(at, by.get(at)?.union(nodes) ?? new Set(nodes));
  };
  const whole = new Set([root]);
  for (const mask of [...state.hits, ...state.inner]) add(mask, whole);
  for (const look of state.looks) add(masks.length + look, whole);
  for (const position of state.positions) add(position.mask, follow(position, document));
  for (const test of state.tests) {
    if (!holds(test, document)) continue;
    const { target } = test;
    add(target.mask, target.next ? follow(target, document) : whole);
  }
  if (state === start) for (const mask of foreign) add(mask, findMasked(masks[mask]!, document));
  return { root, byMask, byLook };
}

/** The values that the rest of a path selects, each once. */
function follow({ rest }: Position, document: Document): Set<JsonNode> {
  let nodes = new Set([document.root]);
  for (const segment of rest) {
    const next = new Set<JsonNode>();
    const descends = segment.toString().startsWith('..');
    for (const node of descends ? withDescendants(nodes) : nodes) {
      for (const selector of segment.selectors) select(node, selector, document, next);
    }
    nodes = next;
  }
  return nodes;
}

function select(
  node: JsonNode,
  selector: jsonpath.JSONPathSelector,
  document: Document,
  next: Set<JsonNode>,
): void {
  evaluate(() => selectFrom(node, selector, document, next));
}

function holds({ filter }: Test, document: Document): boolean {
  // Where a filter asks for the root's values the part is the whole body.
  const currentValue = document.valueOf(document.root);
  const { environment, expression } = filter;
  const context = { environment, currentValue, rootValue: currentValue, lazy: true };
  return evaluate(() => expression.evaluate(context));
}

function evaluate<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw unmaskable('The filter of a mask path cannot be evaluated on the response.', error);
  }
}
