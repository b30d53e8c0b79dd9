/**
 * Random JSON texts with gaps: what masks select is a gap, which can be filled with this value or
 * that. Paths are followed here on the tree, with nothing of Regent's own.
 */
import { pick, several, type Random } from './random.ts';

/** A JSON value, with the white space that stands around its parts. */
export type Tree =
  | { kind: 'object'; members: { written: string; name: string; value: Tree }[]; space: string }
  | { kind: 'array'; items: Tree[]; space: string }
  | { kind: 'scalar'; text: string }
  /** A string that holds JSON. */
  | { kind: 'json'; within: Tree };

/** `from` and `to` are of a slice; `k` is a filter for members or elements whose `k` is 1. */
export type Selector = string | number | { from: number; to?: number } | '*' | { k: 1 };

/** One segment of a path. */
export interface Segment {
  descends: boolean;
  selectors: Selector[];
}

const NAMES = ['s', 't', 'a', 'b', 'k', 'id'];
const SPACES = ['', '', '', ' ', '\n', ' \t', '\r\n  '];
const SCALARS = ['1', '1', 'null', 'true', '-0', '12345678901234567890', '1.0', '"x"', '"\\u00e9€"', '""'];
const PARTS = ['secret', '\\"', '\\\\', '\\n', '\\u0073', 'é', '€', '😀', '\\ud83d\\ude00', '{"s":', ' ', '@', '\\/', '9'];

/** A document. With `withJson` members named `j` are strings that hold JSON. */
export function randomTree(random: Random, withJson: boolean, depth = 4): Tree {
  const kind = depth === 0 ? 2 : random(depth === 4 ? 2 : 5);
  const space = pick(random, SPACES);
  if (kind === 0) {
    const members = several(1 + random(5), () => {
      const name = pick(random, NAMES);
      const written = random(6) === 0 ? escapeName(name) : name;
      return { written, name, value: randomTree(random, withJson, depth - 1) };
    });
    if (withJson && random(2) === 0) {
      const value: Tree = { kind: 'json', within: randomTree(random, false, 3) };
      members.splice(random(members.length + 1), 0, { written: 'j', name: 'j', value });
    }
    // A name that stands twice is rare, as what must be read whole is refused then.
    const isKept = random(20) === 0 ? () => true : isFirst(members.map(({ name }) => name));
    return { kind: 'object', members: members.filter((_, index) => isKept(index)), space };
  }
  if (kind === 1) {
    return { kind: 'array', items: several(random(4), () => randomTree(random, withJson, depth - 1)), space };
  }
  return { kind: 'scalar', text: pick(random, SCALARS) };
}

function isFirst(names: string[]): (index: number) => boolean {
  return (index) => names.indexOf(names[index]!) === index;
}

function escapeName(name: string): string {
  return `\\u${name.charCodeAt(0).toString(16).padStart(4, '0')}${name.slice(1)}`;
}

/** The JSON text, with another value in each gap; `fill` alone decides which. */
export function write(tree: Tree, gaps: ReadonlySet<Tree>, fill: Random): string {
  if (gaps.has(tree)) return randomSecret(fill);
  switch (tree.kind) {
    case 'scalar':
      return tree.text;
    case 'json':
      return JSON.stringify(write(tree.within, gaps, fill));
    case 'array':
      return `[${tree.space}${tree.items.map((item) => write(item, gaps, fill)).join(`,${tree.space}`)}]`;
    case 'object': {
      const { space } = tree;
      const members = tree.members.map(
        ({ written, value }) => `"${written}"${space}:${write(value, gaps, fill)}`,
      );
      return `{${space}${members.join(`${space},`)}}`;
    }
  }
}

/** What no byte of may leave: a value of any kind and length, without a name twice in an object. */
export function randomSecret(random: Random, depth = 2): string {
  switch (random(depth === 0 ? 3 : 6)) {
    case 0:
      return pick(random, ['1', '0', '-1.5e300', '123456789012345678901234567890', 'null', 'true', 'false']);
    case 1:
    case 2:
      return `"${several(random(random(8) === 0 ? 60 : 5), () => pick(random, PARTS.filter((part) => !part.includes('"') || part === '\\"'))).join('')}"`;
    case 3:
      return `[${several(random(4), () => randomSecret(random, depth - 1)).join(pick(random, [',', ' , ']))}]`;
    default: {
      const names = ['s', 'a', 'j', 'k', '\\u0062', 'zz'].slice(random(3), 3 + random(4));
      return `{${names.map((name) => `"${name}":${randomSecret(random, depth - 1)}`).join()}}`;
    }
  }
}

/** A path to members named `s` or `t`, of objects whose `k` is 1 if `filters` and chance say so. */
export function randomNamePath(random: Random, filters: boolean): Segment[] {
  const last = { descends: random(2) === 0, selectors: pick<Selector[]>(random, [['s'], ['s', 't'], ['t']]) };
  if (filters && random(2) === 0) return [{ descends: random(2) === 0, selectors: [{ k: 1 }] }, { ...last, descends: false }];
  return [...several(random(3), () => randomSegment(random)), last];
}

/** A path to anything below the root; mostly one that selects something in this tree. */
export function randomPath(random: Random, tree: Tree): Segment[] {
  const path: Segment[] = [];
  if (random(5) === 0) return several(1 + random(3), () => randomSegment(random));
  for (let at = tree; ;) {
    const children = childrenOf(at);
    if (children.length === 0) break;
    const index = random(children.length);
    const selector = randomSelectorOf(random, at, index);
    const selectors = random(4) === 0 ? [selector, randomSelector(random)] : [selector];
    path.push({ descends: random(4) === 0, selectors });
    at = children[index]!;
    if (random(2) === 0) break;
  }
  return path.length > 0 ? path : [randomSegment(random)];
}

/** One that selects this child, mostly others too. */
function randomSelectorOf(random: Random, tree: Tree, index: number): Selector {
  if (random(4) === 0) return '*';
  if (tree.kind === 'object') return tree.members[index]!.name;
  const { length } = childrenOf(tree);
  return pick<Selector>(random, [index, index - length, { from: index }, { from: 0, to: index + 1 }]);
}

function randomSegment(random: Random): Segment {
  return { descends: random(4) === 0, selectors: several(1 + random(2), () => randomSelector(random)) };
}

function randomSelector(random: Random): Selector {
  switch (random(8)) {
    case 0:
      return '*';
    case 1:
      return random(5) - 2;
    case 2:
      return random(2) === 0 ? { from: random(5) - 2 } : { from: random(3), to: random(5) - 1 };
    default:
      return pick(random, NAMES);
  }
}

/** The path as RFC 9535 writes it. */
export function writePath(segments: readonly Segment[]): string {
  const texts = segments.map(({ descends, selectors }) => {
    return `${descends ? '..' : ''}[${selectors.map(writeSelector).join()}]`;
  });
  return `$${texts.join('')}`;
}

function writeSelector(selector: Selector): string {
  if (selector === '*') return '*';
  if (typeof selector === 'string') return `'${selector}'`;
  if (typeof selector === 'number') return String(selector);
  return 'k' in selector ? '?@.k == 1' : `${selector.from}:${selector.to ?? ''}`;
}

/** What the path selects. Each of several members of one name is selected as if it were alone. */
export function select(root: Tree, segments: readonly Segment[]): Set<Tree> {
  let trees = new Set([root]);
  for (const { descends, selectors } of segments) {
    const from = descends ? [...trees].flatMap(withDescendants) : [...trees];
    trees = new Set(from.flatMap((tree) => selectors.flatMap((selector) => follow(tree, selector))));
  }
  return trees;
}

function withDescendants(tree: Tree): Tree[] {
  return [tree, ...childrenOf(tree).flatMap(withDescendants)];
}

function childrenOf(tree: Tree): Tree[] {
  if (tree.kind === 'object') return tree.members.map(({ value }) => value);
  return tree.kind === 'array' ? tree.items : [];
}

function follow(tree: Tree, selector: Selector): Tree[] {
  if (selector === '*') return childrenOf(tree);
  if (typeof selector === 'object' && 'k' in selector) {
    return childrenOf(tree).filter((child) => namedOf(child, 'k').some((value) => value.kind === 'scalar' && value.text === '1'));
  }
  if (typeof selector === 'string') return namedOf(tree, selector);
  if (tree.kind !== 'array') return [];
  if (typeof selector === 'number') return tree.items.slice(selector, selector === -1 ? undefined : selector + 1);
  return tree.items.slice(selector.from, selector.to);
}

function namedOf(tree: Tree, wanted: string): Tree[] {
  if (tree.kind !== 'object') return [];
  return tree.members.filter(({ name }) => name === wanted).map(({ value }) => value);
}
