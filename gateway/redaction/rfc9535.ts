import { jsonpath, JSONPathEnvironment } from 'json-p3';
import type { JsonNode } from '../json/read.ts';
import { checkFilter } from './check-filter.ts';
import type { Document } from './document.ts';
import { selectFrom, withDescendants } from './select-nodes.ts';

/** One segment of a path (RFC 9535 section 2.5). */
interface Segment {
  descendants: boolean;
  selectors: jsonpath.JSONPathSelector[];
}

/** Each selector may cost a walk over the whole body. */
const MAX_SELECTORS = 64;
const MAX_DESCENDANT_SEGMENTS = 4;

/** The reader bounds the depth of a body; the library's own limit of 50 would refuse good ones. */
const environment = new JSONPathEnvironment({ maxRecursionDepth: 10_000 });

/**
 * Parses an RFC 9535 path by `json-p3`, which also evaluates its filters. Throws an Error that says
 * what is wrong with it. What the path selects is found in the tree itself, so that its bytes are
 * known, and each value once, so that no path takes more than its segments times the body's size.
 */
export function compilePath(path: string): { find(document: Document): Set<JsonNode> } {
  const segments = environment.compile(path).segments.map((segment): Segment => ({
    descendants: segment.toString().startsWith('..'),
    selectors: segment.selectors,
  }));
  checkCost(segments);
  return { find: (document) => find(segments, document) };
}

function checkCost(segments: readonly Segment[]): void {
  const all = segments.flatMap((segment) => segment.selectors);
  if (all.length > MAX_SELECTORS) throw new Error(`it has more than ${MAX_SELECTORS} selectors`);
  if (segments.filter((segment) => segment.descendants).length > MAX_DESCENDANT_SEGMENTS) {
    throw new Error(`it has more than ${MAX_DESCENDANT_SEGMENTS} descendant segments`);
  }
  const filters = all.filter((selector) => selector instanceof jsonpath.selectors.FilterSelector);
  checkFilter(filters.map((filter) => filter.expression));
}

function find(segments: readonly Segment[], document: Document): Set<JsonNode> {
  let nodes = new Set([document.root]);
  for (const segment of segments) {
    const next = new Set<JsonNode>();
    for (const node of segment.descendants ? withDescendants(nodes) : nodes) {
      for (const selector of segment.selectors) selectFrom(node, selector, document, next);
    }
    nodes = next;
  }
  return nodes;
}
