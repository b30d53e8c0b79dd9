import { jsonpath } from 'json-p3';
import type { JsonArray, JsonNode } from '../json/read.ts';
import type { Document } from './document.ts';

const { selectors } = jsonpath;

/** Adds to `selected` what a selector selects of a node's children (RFC 9535 section 2.3). */
export function selectFrom(
  node: JsonNode,
  selector: jsonpath.JSONPathSelector,
  document: Document,
  selected: Set<JsonNode>,
): void {
  if (selector instanceof selectors.NameSelector) {
    if (node.kind !== 'object') return;
    const member = node.members.find(({ key }) => key === selector.name);
    if (member) selected.add(member.value);
  } else if (selector instanceof selectors.WildcardSelector) {
    eachChild(node, (child) => selected.add(child));
  } else if (selector instanceof selectors.IndexSelector) {
    const item = node.kind === 'array' && node.items.at(selector.index);
    if (item) selected.add(item);
  } else if (selector instanceof selectors.SliceSelector) {
    if (node.kind === 'array') selectSlice(node, selector, selected);
  } else if (selector instanceof selectors.FilterSelector) {
    selectFiltered(node, selector, document, selected);
  } else {
    throw new TypeError('a selector that RFC 9535 does not know');
  }
}

/** The nodes and all that stands in them; a node within another is not walked again. */
export function withDescendants(nodes: ReadonlySet<JsonNode>): Set<JsonNode> {
  const visited = new Set<JsonNode>();
  const visit = (node: JsonNode): void => {
    if (visited.has(node)) return;
    visited.add(node);
    eachChild(node, visit);
  };
  for (const node of nodes) visit(node);
  return visited;
}

function eachChild(node: JsonNode, visit: (child: JsonNode) => void): void {
  if (node.kind === 'array') for (const item of node.items) visit(item);
  if (node.kind === 'object') for (const member of node.members) visit(member.value);
}

/** RFC 9535 section 2.3.4.2.2. */
function selectSlice(
  { items }: JsonArray,
  selector: jsonpath.selectors.SliceSelector,
  selected: Set<JsonNode>,
): void {
  const { length } = items;
  const step = selector.step ?? 1;
  if (step === 0) return;
  const normalise = (index: number): number => (index < 0 ? length + index : index);
  const clamp = (index: number, low: number, high: number): number =>
    Math.min(Math.max(normalise(index), low), high);
  if (step > 0) {
    const upper = clamp(selector.stop ?? length, 0, length);
    for (let at = clamp(selector.start ?? 0, 0, length); at < upper; at += step) {
      selected.add(items[at]!);
    }
  } else {
    const lower = selector.stop === undefined ? -1 : clamp(selector.stop, -1, length - 1);
    const upper = clamp(selector.start ?? length - 1, -1, length - 1);
    for (let at = upper; at > lower; at += step) selected.add(items[at]!);
  }
}

function selectFiltered(
  node: JsonNode,
  { expression, environment }: jsonpath.selectors.FilterSelector,
  document: Document,
  selected: Set<JsonNode>,
): void {
  const rootValue = document.valueOf(document.root);
  eachChild(node, (child) => {
    const currentValue = document.valueOf(child);
    // `lazy` keeps the library from passing a large array as arguments.
    const context = { environment, currentValue, rootValue, lazy: true };
    if (expression.evaluate(context)) selected.add(child);
  });
}
