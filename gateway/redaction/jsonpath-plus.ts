import { JSONPath } from 'jsonpath-plus';
import { Refusal } from '../errors.ts';
import type { JsonNode } from '../json/read.ts';
import type { Document } from './document.ts';

/**
 * What is left of the dialect. The library would also run scripts (`?()`, `()`), call back (`@`),
 * return names (`~`) and take any typing error for a name, so only this grammar reaches it: names,
 * quoted names, `*`, slices, at most one `..`, and the parent operator `^`, once where `..` or a
 * slice stands. An index and the name `length` are left out: to the library strings have them too.
 */
const NAME = String.raw`\.(?!length(?![\p{L}\p{N}_-]))[\p{L}_][\p{L}\p{N}_-]*`;
const QUOTED = String.raw`\['(?!length')[^'"\\[\]~^*$@?(),:;#%${'`'}\p{C}]+'\]`;
const SLICE = String.raw`\[(?:-?\d{1,9})?:(?:-?\d{1,9})?(?::[1-9]\d{0,8})?\]`;
const DOWN = new RegExp(String.raw`^(?:${NAME}|${QUOTED}|${SLICE}|\.\*|\[\*\])`, 'u');
const DESCEND = /^\.\.(?=\[)|^\.(?=\.)/;
const UP = /^\^/;
/** After `^` each value stands there once for each of its children, so that only names may follow. */
const AFTER_UP = new RegExp(`^${NAME}`, 'u');

/** What the library returns for each value that it finds. */
interface Found {
  value: unknown;
  parent: unknown;
  parentProperty: string | number | null;
}

/** Checks a path of the dialect `jsonpath-plus`. Throws an Error that says where it is refused. */
export function compilePlusPath(path: string): { find(document: Document): Set<JsonNode> } {
  const operators = readOperators(path);
  return { find: (document) => find(path, operators, document) };
}

/** The tokens of a path that are not names, as the library writes them. */
function readOperators(path: string): Set<string> {
  const operators = new Set<string>();
  let rest = path.startsWith('$') ? path.slice(1) : refuse(path, path);
  while (rest !== '') {
    const up = operators.has('^');
    const descend = up || operators.has('..') ? null : DESCEND.exec(rest);
    const token =
      descend ?? UP.exec(rest) ?? (up ? AFTER_UP : DOWN).exec(rest) ?? refuse(path, rest);
    const text = descend ? '..' : token[0].replaceAll(/[.[\]]/g, '');
    if (text === '^' && up && goesAstray(operators)) refuse(path, rest);
    if (!/[\p{L}\p{N}_']/u.test(text) || text.includes(':')) operators.add(text);
    rest = rest.slice(token[0].length);
  }
  return operators;
}

/** After `..` or a slice the library goes up one level too few for each `^` but the first. */
function goesAstray(operators: ReadonlySet<string>): boolean {
  return [...operators].some((operator) => operator === '..' || operator.includes(':'));
}

function refuse(path: string, rest: string): never {
  const at = path.length - rest.length;
  throw new Error(`character ${at + 1} is not part of what the dialect jsonpath-plus may use`);
}

function find(path: string, operators: ReadonlySet<string>, document: Document): Set<JsonNode> {
  refuseOperatorNames(document.root, operators);
  const json = document.valueOf(document.root);
  const found = JSONPath({ path, json, eval: false, resultType: 'all', wrap: true }) as
    Found[] | undefined;
  // The library caches every path that it ever saw; ours are cached already, to a bound.
  JSONPath.clearCache();
  const nodes = new Set<JsonNode>();
  for (const each of found ?? []) nodes.add(locate(each, document));
  if (nodes.size === 0) {
    // The library takes a mistyped path for one that matches nothing.
    throw unmaskable(`The mask path ${JSON.stringify(path)} matches nothing in the response.`);
  }
  return nodes;
}

/** The library prefers a member of that name to the operator, so that a body could bend the path. */
function refuseOperatorNames(node: JsonNode, operators: ReadonlySet<string>): void {
  if (node.kind === 'array') {
    for (const item of node.items) refuseOperatorNames(item, operators);
  } else if (node.kind === 'object') {
    for (const { key, value } of node.members) {
      if (operators.has(key)) {
        throw unmaskable(
          'The response has a member that is named as an operator of the mask path.',
        );
      }
      refuseOperatorNames(value, operators);
    }
  }
}

/** By the parent's identity: the library's path strings cannot tell some names from operators. */
function locate({ value, parent, parentProperty }: Found, document: Document): JsonNode {
  const node = document.nodeOf(value) ?? childOf(document.nodeOf(parent), String(parentProperty));
  return node ?? fail();
}

function childOf(parent: JsonNode | undefined, name: string): JsonNode | undefined {
  if (parent?.kind === 'object') return parent.members.find(({ key }) => key === name)?.value;
  if (parent?.kind === 'array' && /^\d+$/.test(name)) return parent.items[Number(name)];
  return undefined;
}

function fail(): never {
  throw unmaskable('A mask path of the dialect jsonpath-plus selects what is not a JSON value.');
}

function unmaskable(detail: string): Refusal {
  return new Refusal('unmaskable-response', detail);
}
